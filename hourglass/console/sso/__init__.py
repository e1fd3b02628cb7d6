"""Single sign-on by OpenID Connect, stricter than the library: every ID token is verified in full."""

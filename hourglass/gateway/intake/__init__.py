"""The door for events: what Segment's, RudderStack's and PostHog's clients send, kept before it is acknowledged."""

"""Other machines: event intake, REST, imports, notices and webhooks."""

"""Starts the real product, a real Redis and the provider sandbox, breaks them on purpose, and has the books
audited."""

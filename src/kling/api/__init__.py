"""Bodies and replies of the HTTP API, as they are on the wire."""

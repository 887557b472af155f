"""What the endpoint accepts."""

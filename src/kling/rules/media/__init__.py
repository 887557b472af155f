"""What is behind URLs and paths."""

"""What is published, installed into an empty home."""

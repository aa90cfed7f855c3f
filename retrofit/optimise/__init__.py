"""What closes a gap, and what to do next."""

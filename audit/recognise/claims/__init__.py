"""What the prose states: quantities and denials, and what confirms them or does not."""

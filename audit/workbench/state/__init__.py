"""What is known and what can be done with it: plain Python over a run's frames, no widget and no HTML."""

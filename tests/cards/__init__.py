"""Cards for the frontline, and what comes back."""

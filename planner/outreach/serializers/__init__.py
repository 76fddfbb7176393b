"""The people we know, as JSON."""

"""The people we know over REST."""

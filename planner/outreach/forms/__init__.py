"""What people type about the people we know."""

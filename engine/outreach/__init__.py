"""The people we know: whom to contact, with what, and whether it works."""

"""Tasks as files: tables both ways, and what calendars and planning tools read."""

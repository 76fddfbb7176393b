"""Text ↔ values of operations' pages; the rules live in the services."""

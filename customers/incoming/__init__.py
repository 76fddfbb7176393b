"""From a file about customers to rows: what may be in it, and what is wrong with it."""

"""What was found, in words, figures and charts."""

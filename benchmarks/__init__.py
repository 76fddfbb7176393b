"""Measurements of what we claim, each beside a peer; run by ``make bench``."""

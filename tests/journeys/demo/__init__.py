"""Journeys through the demo company, which is built once for all of them."""

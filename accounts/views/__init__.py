"""The pages of Settings, and of coming in."""

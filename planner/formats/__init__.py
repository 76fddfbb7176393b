"""How dates and times are written, where Django has no fitting way."""

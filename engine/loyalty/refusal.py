"""How the loyalty models say that they cannot be fitted."""


class TooLittle(ValueError):
    """Too little has happened for a model: one line that says what is missing."""

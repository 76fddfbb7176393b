"""Why a command says no.

A service raises a refusal; the page, the endpoint and the desk command each
show it in their own way. A refusal always says what to do next.
"""

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """A command that will not be carried out, in words for the person who asked.

    ``errors`` maps a field, or a place such as ``tactics[0].budget``, to what is
    wrong there.
    """

    status = 400
    title = "This cannot be done"

    def __init__(
        self,
        message: str,
        *,
        next_step: str = "",
        errors: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.errors = {place: list(words) for place, words in (errors or {}).items()}


class Invalid(Refusal):
    """What was sent is not complete or not right."""

    status = 400
    title = "Something is missing or not right"


class NotAllowed(Refusal):
    """The person is not the one who may do this."""

    status = 403
    title = "You may not do this"


class NotThere(Refusal):
    """There is no such thing, or not for this person."""

    status = 404
    title = "Not found"


class Conflict(Refusal):
    """The world has moved on since the person looked."""

    status = 409
    title = "Something changed in the meantime"

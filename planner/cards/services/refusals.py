"""Why a command on a card says no."""

from core.refusals import Conflict, Invalid, NotAllowed, NotThere


class NoSuchCard(NotThere):
    title = "This card is not here"


class NoSuchFeedback(NotThere):
    title = "This is not here"


class ReadAgain(Invalid):
    """The answer was another: the line to read again is named."""

    title = "Have another look at the card"

    def __init__(self, label: str, line: str) -> None:
        super().__init__(
            f"Not quite. The card says under “{label}”: {line}",
            next_step="Read that line again, then answer once more.",
            errors={"choice": ["Read the line again, then choose."]},
        )
        self.label, self.line = label, line


class CardChanged(Conflict):
    title = "The card has changed"


class NotYoursToAnswer(NotAllowed):
    title = "Those who work on the plan answer this"

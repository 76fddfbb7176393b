"""What a promise's words are asked, with the company's own list."""

from collections.abc import Mapping, Sequence

from accounts.models import Company
from accounts.queries import company
from promises.challenges import NAMES, Challenge, OwnWords, challenge
from promises.models import HouseWord, Promise

UNNAMED = "Our company"


def own_words(here: Company | None = None) -> OwnWords:
    """Load the company's own list, and its name unless it is known; two queries."""
    name = (here or company()).name
    return OwnWords(
        company="" if name == UNNAMED else name,
        questions=dict(HouseWord.objects.values_list("phrase", "question")),
    )


def challenges_of(promise: Promise, own: OwnWords) -> Sequence[Challenge]:
    """Return what the words of this promise are asked; no query."""
    return challenge({place: getattr(promise, place) for place in NAMES}, own)


def challenges_to(texts: Mapping[str, str]) -> Sequence[Challenge]:
    """Return what a text is asked that is still being written."""
    return challenge({place: texts.get(place, "") for place in NAMES}, own_words())

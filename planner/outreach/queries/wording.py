"""What a message says that sells, with the firm's own list."""

from dataclasses import dataclass

from engine.outreach import FAMILIES, Family, FirmWords, Wording, read
from planner.outreach.models import SellingWord


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a text as it is shown, and what it is asked if it sells."""

    text: str
    question: str = ""
    weak: bool = False


def firm_words() -> FirmWords:
    """Load the firm's own list; one query."""
    rows = list(SellingWord.objects.values_list("phrase", "off"))
    return FirmWords(
        phrases=tuple(phrase for phrase, off in rows if not off),
        off=tuple(phrase for phrase, off in rows if off),
    )


def wording_of(*texts: str) -> Wording:
    """Read texts as one message: one query."""
    return read("\n".join(texts), firm_words())


def families() -> tuple[Family, ...]:
    """Return everybody's list."""
    return FAMILIES


def pieces(text: str, wording: Wording) -> list[Piece]:
    """Cut a text where it sells, to be shown with the words marked."""
    found, end = [], 0
    for each in wording.findings:
        found.append(Piece(text=text[end : each.begins]))
        weak = each.weight == 1
        found.append(Piece(text=each.words, question=each.question, weak=weak))
        end = each.ends
    found.append(Piece(text=text[end:]))
    return [piece for piece in found if piece.text]

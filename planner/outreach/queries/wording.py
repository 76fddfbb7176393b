"""What a message says that sells, with the firm's own list."""

from dataclasses import dataclass

from engine.outreach import FAMILIES, Family, FirmWords, Wording, read
from planner.outreach.models import FamilyOff, Overruling, SellingWord

# To tell somebody to buy, or to ask for it, is a call to action whatever the trade.
ALWAYS_ON = frozenset({"order", "asking"})


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a text as it is shown, and what it is asked if it sells."""

    text: str
    question: str = ""
    weak: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownFamily:
    """A family of words, and whether this firm challenges them."""

    family: Family
    off: FamilyOff | None

    @property
    def may_go_off(self) -> bool:
        return self.family.code not in ALWAYS_ON


def firm_words() -> FirmWords:
    """Load the firm's own list, and the families that are off; two queries."""
    rows = list(SellingWord.objects.values_list("phrase", "off"))
    families_off = FamilyOff.objects.values_list("code", flat=True)
    return FirmWords(
        phrases=tuple(phrase for phrase, off in rows if not off),
        off=(*families_off, *(phrase for phrase, off in rows if off)),
    )


def wording_of(*texts: str) -> Wording:
    """Read texts as one message: two queries."""
    return read("\n".join(texts), firm_words())


def families() -> tuple[Family, ...]:
    """Return everybody's list."""
    return FAMILIES


def shown_families() -> list[ShownFamily]:
    """Return everybody's list, and what of it is off here; one query."""
    off = {row.code: row for row in FamilyOff.objects.select_related("by")}
    return [ShownFamily(family=each, off=off.get(each.code)) for each in FAMILIES]


def overrulings(most: int = 50) -> list[Overruling]:
    """Return the latest letters that went out although they were challenged; one query."""
    rows = Overruling.objects.select_related("contact__by").order_by("-pk")
    return list(rows[:most])


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

"""What Northlight's customers need, how that is known, and which promises serve it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NeedFact:
    """``week`` is when it was found out; ``promises`` serve it, the first cites it."""

    code: str
    statement: str
    segment: str
    importance: int
    source: str
    promises: tuple[str, ...] = ()
    week: int = -162


@dataclass(frozen=True, kw_only=True)
class VoiceFact:
    """What was cited of customers for a promise, so many weeks ago."""

    promise: str
    by: str
    kind: str
    criterion: str = "customers"
    survey: str = ""
    segment: str = ""
    weeks: int = 26
    week: int = -8


VOICES = (
    VoiceFact(
        promise="chosen-week",
        by="care",
        kind="survey",
        survey="csat",
        segment="families",
    ),
    VoiceFact(
        promise="chosen-week",
        by="sales",
        kind="loyalty",
        criterion="loyalty",
        segment="families",
        week=0,
    ),
    VoiceFact(promise="chosen-week", by="care", kind="defections", weeks=52),
    VoiceFact(promise="a-person", by="care", kind="complaints"),
    VoiceFact(promise="assembled", by="care", kind="record", weeks=52),
)

NEEDS = (
    NeedFact(
        code="know-the-day",
        statement="I want to know which day to stay at home, and that it is that day.",
        segment="families",
        importance=5,
        source="46 interviews at the door",
        promises=("chosen-week",),
    ),
    NeedFact(
        code="no-tools",
        statement="I don't want to spend my Saturday with a leaflet and a key.",
        segment="families",
        importance=4,
        source="46 interviews at the door",
        promises=("assembled", "same-day-standing"),
    ),
    NeedFact(
        code="tell-somebody",
        statement="When something is wrong I want to tell a person, once.",
        segment="",
        importance=5,
        source="1,200 calls, sorted by what they were about",
        promises=("a-person",),
    ),
    NeedFact(
        code="change-my-mind",
        statement="If it does not fit I want my money before the next rent.",
        segment="city-flats",
        importance=4,
        source="Letters that came with returns, 310 of them",
        promises=("money-back",),
    ),
    NeedFact(
        code="no-cardboard",
        statement="I have no cellar: the boxes must go.",
        segment="city-flats",
        importance=3,
        source="20 interviews in stairwells",
        promises=("no-box-left",),
    ),
    NeedFact(
        code="before-the-guests",
        statement="Sometimes it has to be there before the weekend.",
        segment="city-flats",
        importance=2,
        source="20 interviews in stairwells",
        promises=("two-days",),
    ),
    NeedFact(
        code="years-from-now",
        statement="A chair that broke in the fifth year must not cost the whole set.",
        segment="offices",
        importance=4,
        source="12 visits to offices",
        promises=("spare-parts",),
    ),
    NeedFact(
        code="sleep-tonight",
        statement="The old bed is gone: the new one has to stand tonight.",
        segment="families",
        importance=3,
        source="46 interviews at the door",
        promises=("same-day-standing",),
    ),
    # Nobody promises these, and two of them matter.
    NeedFact(
        code="see-it-first",
        statement="I want to see the cloth at my own window before I choose.",
        segment="city-flats",
        importance=5,
        source="Letters that came with returns, 310 of them",
        week=-20,
    ),
    NeedFact(
        code="one-bill",
        statement="I order for thirty desks over a year and need one bill.",
        segment="offices",
        importance=4,
        source="12 visits to offices",
        week=-16,
    ),
    NeedFact(
        code="remember-me",
        statement="You know what I bought: tell me what goes with it.",
        segment="lapsed",
        importance=2,
        source="60 calls to people who went quiet",
        week=-12,
    ),
)

"""The grounds in sentences: each number is one that the look has found."""

from collections.abc import Mapping
from typing import Any, Final

from core.templatetags.shares import about_money, percent
from planner.scores.pages import words

Document = Mapping[str, Any]
NOTICED: Final = 0.005  # of a probability: what a page shows as a difference

HEADINGS: Final = {
    "no-loyalty": "Earns no loyalty",
    "no-need": "Serves no need",
    "cannot-be-kept": "Cannot be kept",
    "returns-less": "Returns less than it takes",
}
MEANINGS: Final = {
    "no-loyalty": "Customers to whom it was broken leave no more often than those to "
    "whom it was kept, as far as the company’s own ledger shows.",
    "no-need": "Nothing that customers were found to need is linked to it.",
    "cannot-be-kept": "The engine, at what is asked today, and what is on record agree "
    "that its target is not reached.",
    "returns-less": "What it earns from now on is less than what its scarce capacity, or "
    "its money, is worth elsewhere.",
}
KINDS: Final = {"promise": "Promise", "tactic": "Tactic", "initiative": "Initiative"}


def ground_sentence(subject: Document, ground: Document, currency: str) -> str:
    """Say why something could go, with the figures."""
    name = ground["ground"]
    if name == "no-loyalty":
        return _loyalty(subject, ground)
    if name == "no-need":
        return _need(subject)
    if name == "cannot-be-kept":
        return _tactic_kept(ground) if subject["kind"] == "tactic" else _kept(ground)
    if subject["kind"] == "initiative":
        return _gain(ground, currency)
    return _return(ground, currency)


def _loyalty(subject: Document, ground: Document) -> str:
    if subject["kind"] == "tactic":
        return "None of its promises earns loyalty that can be seen."
    lost = percent(ground["broken_lost"] / ground["broken"], 1)
    stayed = percent(ground["kept_lost"] / ground["kept"], 1)
    low, high = _points(ground["low"]), _points(ground["high"])
    return (
        f"Of customers to whom it was broken {lost} bought no more, of those to whom it "
        f"was kept {stayed}. Season and segment aside that is between {low} and {high} "
        "points, too little to notice."
    )


def _points(share: float) -> str:
    said = words.number(round(share * 100, 1))
    return said if share <= 0 else f"+{said}"


def _need(subject: Document) -> str:
    if subject["kind"] == "tactic":
        return "None of its promises serves a need of any customer."
    return "No need of any customer is linked to it."


def _kept(ground: Document) -> str:
    target = percent(ground["target"])
    chance = _outcomes(ground["keep_probability"])
    if ground["assumed"]:
        first = f"Asked for once a week alone, it reaches its target of {target} in {chance}"
    else:
        weekly = words.counted(round(ground["weekly"]), "occasion")
        first = f"At {weekly} a week it reaches its target of {target} in {chance}"
    return f"{first}. {_record(ground)}{_short(ground['bottleneck'])}".strip()


def _outcomes(share: float) -> str:
    return "no outcome" if share == 0 else words.outcomes(share)


def _record(ground: Document) -> str:
    if not ground["record"]:
        return ""
    kept, broken = ground["record"]
    share = percent(kept / (kept + broken), 1)
    many = words.number(kept + broken)
    best = percent(ground["reliability"]["p90"], 1)
    return (
        f"On record {share} of {many} were kept; in nine of ten cases it goes on below "
        f"{best}. "
    )


def _short(narrow: Document | None) -> str:
    if not narrow or narrow.get("shortfall") is None:
        return ""
    at = words.week(narrow["first_short_period"])
    return (
        f"{narrow['name']} is {words.number(narrow['shortfall'])} short from {at} on."
    )


def _tactic_kept(ground: Document) -> str:
    alone = _outcomes(ground["keep_probability"])
    said = f"Even alone, what it promises is kept in {alone}."
    if ground["without"] is not None:
        plan, without = percent(ground["plan_probability"]), percent(ground["without"])
        said += f" Its plan is kept in {plan} with it, and in {without} without."
    return f"{said} {_short(ground['bottleneck'])}".strip()


def _return(ground: Document, currency: str) -> str:
    earned = ground["earned"]
    mean = about_money(earned["mean"], currency)
    between = words.between(earned["p10"], earned["p90"], currency)
    if "occasions" in ground:
        weeks = words.counted(ground["weeks"], "week")
        first = f"In {weeks} it earns about {mean}, {between} in eight of ten outcomes"
    else:
        first = (
            f"What is ahead of it earns about {mean}, its money taken off, {between} in "
            "eight of ten outcomes"
        )
    if ground["charge"] <= 0:
        return f"{first}."
    charge = about_money(ground["charge"], currency)
    return f"{first}; what it takes of scarce capacity is worth {charge} to others."


def _gain(ground: Document, currency: str) -> str:
    cost = about_money(ground["cost"], currency)
    if ground["gain"] is None:
        first = f"It costs {cost}."
    elif ground["gain"] + ground["cost"] < 1:
        first = f"It costs {cost} and lets nothing more be chosen."
    else:
        earned = about_money(ground["gain"] + ground["cost"], currency)
        first = f"It costs {cost} and what it makes room for is worth {earned}."
    if ground["never_scarce"]:
        most = percent(ground["fullest"])
        return (
            f"{first} Without it, and with every plan that waits, the fullest week asks "
            f"{most} of what can be done."
        )
    return (
        f"{first} No plan that waits becomes keepable with it, alone or with all other "
        "initiatives."
    )


# --- What cannot be told -----------------------------------------------------------


def untold_sentence(untold: Document) -> str:
    """Say why a ground can be neither claimed nor ruled out, and what would tell."""
    code = untold["code"]
    if code == "too-wide":
        low, high = _points(untold["low"]), _points(untold["high"])
        return (
            f"The extra loss when it is broken lies between {low} and {high} points: more "
            "broken cases would narrow that."
        )
    if code == "too-few":
        followed = words.counted(untold["broken"], "case")
        return (
            f"It could be followed in {followed} whether a customer to whom it was broken "
            "stayed: too few to compare with those to whom it was kept."
        )
    if code in {"record-unsure", "load-alone"}:
        chance = _outcomes(untold["keep_probability"])
        because = (
            "that is for want of capacity, not of skill: see what it asks of"
            if code == "load-alone"
            else "its record leaves room for better"
        )
        name = untold["bottleneck"]["name"] if code == "load-alone" else ""
        return f"Its target is reached in {chance}, but {because} {name}".strip() + "."
    return UNTOLD[code]


UNTOLD: Final = {
    "not-counted": "Nobody has counted yet what breaking it does: that needs customers "
    "in the ledger and a review of where they stand.",
    "no-target": "It has no target yet.",
    "no-record": "Nothing is on record, and no capacity is short.",
    "no-margin": "No plan says what an occasion of it earns.",
    "no-gain": "It is funded already, and its capability is short in some week without.",
}


# --- What would be free --------------------------------------------------------------


def freed_words(subject: Document, currency: str) -> str:
    """Say what retiring would free, in a line."""
    rooms = [room_words(room) for room in subject["freed"]]
    if subject["money"]:
        rooms.append(about_money(subject["money"], currency))
    return "; ".join(rooms) or "Nothing that is counted"


def room_words(room: Document) -> str:
    said = f"{words.in_units(room['mean'], room['unit'])} a week of {room['name']}"
    if "hours" in room:
        hours = words.in_units(room["hours"], "hour")
        people = words.number(room["people"])
        said += f" ({hours}, {people} {'person' if people == '1' else 'people'})"
    return said


def waiting_words(rows: list[Document]) -> str:
    """Say what becomes of the plans that wait, the best news first."""
    if not rows:
        return ""
    best = max(rows, key=lambda row: (row["becomes"], row["after"] - row["before"]))
    if best["after"] - best["before"] < NOTICED:
        return ""
    before, after = percent(best["before"]), percent(best["after"])
    said = "becomes keepable" if best["becomes"] else "kept"
    return f"{best['title']}: {said}, {before} → {after}"

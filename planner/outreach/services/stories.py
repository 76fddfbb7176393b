"""Keep stories, the firm's letter, and its own words that sell."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from planner.outreach.models import FamilyOff, Letter, SellingWord, Story
from planner.outreach.queries.wording import ALWAYS_ON, families
from planner.outreach.services.people import interest_of
from planner.outreach.services.refusals import NoSuchEntry, NotNow

STORY_FIELDS: Final = ("title", "text", "of_whom", "active")
MOST_INTERESTS: Final = 20
MOST_WORDS: Final = 500


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in facts.items()
        if name in STORY_FIELDS
    }


def _tie(story: Story, names: Any) -> None:  # noqa: ANN401  # JSON or a form's list
    """Set the interests that a story speaks to, entering those that are new."""
    if names is None:
        return
    plain = dict.fromkeys(" ".join(str(name).split()) for name in names)
    wanted = [name for name in plain if name]
    if len(wanted) > MOST_INTERESTS:
        words = f"A story has at most {MOST_INTERESTS} interests."
        raise Invalid(words, errors={"interests": [words]})
    story.interests.set([interest_of(name) for name in wanted])


@transaction.atomic
def add_story(*, actor: User, facts: Mapping[str, Any], now: datetime) -> Story:
    """Put a story into the library."""
    require(actor, Act.WORK_OUTREACH)
    story = Story(added_by=actor, added_at=now, **_plain(facts))
    editing.check(story)
    editing.add(story)
    _tie(story, facts.get("interests"))
    audit.record(
        actor=actor,
        action="outreach.story-added",
        subject=story,
        now=now,
        changes={"title": [None, story.title]},
    )
    return story


@transaction.atomic
def change_story(
    *,
    actor: User,
    story_id: int,
    facts: Mapping[str, Any],
    seen: int | None,
    now: datetime,
) -> Story:
    """Change a story, or let it be told no more; who heard it stays."""
    require(actor, Act.WORK_OUTREACH)
    revision = editing.require_seen(seen)
    story = find_story(actor, story_id)
    new = _plain(facts)
    changes = {
        name: [getattr(story, name), value]
        for name, value in new.items()
        if getattr(story, name) != value
    }
    for name, value in new.items():
        setattr(story, name, value)
    editing.check(story)
    editing.save(story, seen=revision, fields=STORY_FIELDS)
    _tie(story, facts.get("interests"))
    audit.record(
        actor=actor,
        action="outreach.story-changed",
        subject=story,
        now=now,
        changes=changes,
    )
    return story


def find_story(actor: User, pk: int) -> Story:
    """Return a story, or say that it is not there."""
    found = Story.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NoSuchEntry(
            "There is no such story.", next_step="Look through the library."
        )
    return found


@transaction.atomic
def change_letter(
    *, actor: User, subject: str, body: str, seen: int, now: datetime
) -> Letter:
    """Change what letters are drafted from."""
    require(actor, Act.RULE_OUTREACH)
    Letter.objects.get_or_create(pk=1)
    letter = Letter.objects.get(pk=1)
    before = letter.subject
    letter.subject, letter.body = subject.strip(), body.strip()
    if "{story}" not in letter.body:
        words = "Say where the story goes: {story}."
        raise Invalid(words, errors={"body": [words]})
    editing.check(letter)
    editing.save(letter, seen=seen, fields=("subject", "body"))
    audit.record(
        actor=actor,
        action="outreach.letter-changed",
        subject=letter,
        now=now,
        changes={"subject": [before, letter.subject]},
    )
    return letter


@transaction.atomic
def add_selling_word(
    *, actor: User, phrase: str, off: bool, now: datetime
) -> SellingWord:
    """Put a phrase on the firm's list: as one that sells, or as one that may pass."""
    require(actor, Act.RULE_OUTREACH)
    folded = unicodedata.normalize("NFC", phrase).replace("’", "'").casefold()
    row = SellingWord(
        phrase=" ".join(folded.split()), off=off, added_by=actor, added_at=now
    )
    known = any(letter.isalnum() for letter in row.phrase)
    if not (known or row.phrase in {"€", "$", "£"}) or not row.phrase.isprintable():
        raise _wrong("Write a word, or a few.")
    if off and row.phrase in {family.code for family in families()}:
        raise _wrong("This names a whole family: switch that off, or write the words.")
    if SellingWord.objects.count() >= MOST_WORDS:
        raise _wrong(f"The list holds {MOST_WORDS} phrases: take one off first.")
    if SellingWord.objects.filter(phrase=row.phrase).exists():
        raise _wrong("This is on the list already.")
    editing.check(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _wrong("This is on the list already.") from error
    audit.record(
        actor=actor,
        action="outreach.selling-word-added",
        subject=row,
        now=now,
        changes={"phrase": [None, row.phrase], "off": [None, off]},
    )
    return row


@transaction.atomic
def switch_family_off(
    *, actor: User, code: str, reason: str, now: datetime
) -> FamilyOff:
    """Challenge no word of a family any more, for a reason that colleagues can read."""
    require(actor, Act.RULE_OUTREACH)
    _require_family(code)
    if code in ALWAYS_ON:
        raise Invalid(
            "To tell somebody to buy, or to ask for it, sells in every trade.",
            next_step="Let single words pass on your own list, if they mean something else.",
        )
    if FamilyOff.objects.filter(code=code).exists():
        raise NotNow("This family is off already.", next_step="Look at the list.")
    row = FamilyOff(code=code, reason=" ".join(reason.split()), by=actor, at=now)
    editing.check(row)
    editing.add(row)
    audit.record(
        actor=actor,
        action="outreach.family-off",
        subject=row,
        now=now,
        changes={"off": [False, True], "because": row.reason},
    )
    return row


@transaction.atomic
def switch_family_on(*, actor: User, code: str, now: datetime) -> None:
    """Challenge the words of a family again; where it is on, nothing happens."""
    require(actor, Act.RULE_OUTREACH)
    _require_family(code)
    row = FamilyOff.objects.select_for_update().filter(code=code).first()
    if row is None:
        return
    audit.record(
        actor=actor,
        action="outreach.family-on",
        subject=row,
        now=now,
        changes={"off": [True, False]},
    )
    row.delete()


def _require_family(code: str) -> None:
    if code not in {family.code for family in families()}:
        raise NoSuchEntry(
            "There is no such family of words.", next_step="Look at the list of words."
        )


def _wrong(words: str) -> Invalid:
    return Invalid("Please look at what is named.", errors={"phrase": [words]})


@transaction.atomic
def remove_selling_word(*, actor: User, word_id: int, now: datetime) -> SellingWord:
    """Take a phrase off the firm's list."""
    require(actor, Act.RULE_OUTREACH)
    row = SellingWord.objects.filter(pk=word_id).first()
    if row is None:
        raise NoSuchEntry("There is no such phrase.", next_step="Look at the list.")
    audit.record(
        actor=actor,
        action="outreach.selling-word-removed",
        subject=row,
        now=now,
        changes={"phrase": [row.phrase, None]},
    )
    SellingWord.objects.filter(pk=row.pk).delete()
    return row

"""The company's own list of words that sell features."""

import unicodedata
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Invalid
from promises.models import HouseWord
from promises.services.rules import check

MOST_WORDS = 500


def _plain(phrase: str) -> str:
    """Return it as it is looked for: small letters, plain apostrophes, one blank."""
    folded = unicodedata.normalize("NFC", phrase).replace("’", "'").casefold()
    return " ".join(folded.split())


def _invalid(words: str) -> Invalid:
    return Invalid("Please look at what is named.", errors={"phrase": [words]})


@transaction.atomic
def add_word(*, actor: User, phrase: str, question: str, now: datetime) -> HouseWord:
    """Put a word on the list; from now on a text with it is asked about it."""
    require(actor, Act.DRAFT_PROMISES)
    row = HouseWord(
        phrase=_plain(phrase), question=question.strip(), added_by=actor, added_at=now
    )
    said = any(letter.isalnum() for letter in row.phrase)
    if not said or not row.phrase.isprintable():
        raise _invalid("Write a word, or a few.")
    check(row, exclude=["added_by"], validate_unique=False)
    if HouseWord.objects.count() >= MOST_WORDS:
        raise _invalid(f"The list holds {MOST_WORDS} words: take one out first.")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _invalid("This is on the list already.") from error
    audit.record(
        actor=actor,
        action="put a word on the list",
        subject=row,
        now=now,
        changes={"phrase": [None, row.phrase], "question": [None, row.question]},
    )
    return row


@transaction.atomic
def remove_word(*, actor: User, word: HouseWord, now: datetime) -> None:
    """Take a word off the list."""
    require(actor, Act.DRAFT_PROMISES)
    audit.record(
        actor=actor,
        action="took a word off the list",
        subject=word,
        now=now,
        changes={"phrase": [word.phrase, None], "question": [word.question, None]},
    )
    HouseWord.objects.filter(pk=word.pk).delete()

"""Satisfaction is what customers say; whether they left is what they do.

Arrays in, dataclasses out; ``docs/satisfaction.md`` explains the method and its limits.
"""

from engine.satisfaction.answers import (
    LARGEST_SCORE,
    Answers,
    load_answers_file,
    load_answers_text,
)
from engine.satisfaction.document import judged_document
from engine.satisfaction.judging import (
    Caution,
    Judged,
    Level,
    Relation,
    Table,
    judge,
    judge_table,
    relation_of,
)

__all__ = [
    "LARGEST_SCORE",
    "Answers",
    "Caution",
    "Judged",
    "Level",
    "Relation",
    "Table",
    "judge",
    "judge_table",
    "judged_document",
    "load_answers_file",
    "load_answers_text",
    "relation_of",
]

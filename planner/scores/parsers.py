"""Read a question to the engine as strictly as the desk command reads a case file."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

import engine
from planner.scores.queries import refused


class QuestionParser(BaseParser):
    """Refuse a document in the words of ``manage.py score_case``.

    The case may be the whole body or stand under ``case``; its places are named alike.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401  # any JSON value
        try:
            return engine.load_document(stream.read(engine.LARGEST_TEXT + 1))
        except engine.InvalidCase as error:
            inside = error.place.removeprefix("case.")
            raise refused(engine.InvalidCase(inside, error.problem)) from error

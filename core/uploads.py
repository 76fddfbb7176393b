"""Files that come over REST: as a part of a form, or as the body itself."""

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from core.parsers import StrictJSONParser, check_text
from core.refusals import Invalid
from core.sheets import MEGABYTE

LONGEST_FILE: Final = 51 * MEGABYTE


class _FileParser(BaseParser):
    """Take the body as the file itself."""

    ending = ""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        return {"content": stream.read(LONGEST_FILE), "ending": self.ending}


class CsvParser(_FileParser):
    media_type = "text/csv"
    ending = ".csv"


class GzipParser(_FileParser):
    media_type = "application/gzip"
    ending = ".csv.gz"


class XlsxParser(_FileParser):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ending = ".xlsx"


PARSERS: Final[list[type[BaseParser]]] = [
    StrictJSONParser,
    MultiPartParser,
    CsvParser,
    GzipParser,
    XlsxParser,
]


def document_of(given: Any, name: str) -> Any:  # noqa: ANN401  # JSON, or text of it
    """Read what came as JSON, or as the text of it in a form."""
    if not isinstance(given, str):
        return given
    try:
        check_text(given)
        return json.loads(given)
    except (ValueError, RecursionError) as error:
        words = "This is not JSON."
        raise Invalid(words, errors={name: [words]}) from error


def file_of(request: Request) -> tuple[str, bytes]:
    """Return the name and the content of the file that was sent."""
    data: Any = request.data
    if isinstance(data, dict) and isinstance(data.get("content"), bytes):
        name = request.query_params.get("name", "")
        return name or f"upload{data['ending']}", data["content"]
    file = request.FILES.get("file")
    if file is None:
        words = "Send the file as the part “file”, or as the body itself."
        raise Invalid(words, errors={"file": [words]})
    return str(file.name), file.read(LONGEST_FILE)

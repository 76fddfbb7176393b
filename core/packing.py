"""Put a table by its columns away as bytes, and take it out again in no time.

Reading a file of half a million rows takes seconds, and an import reads it more than
once: to tell its columns, to check its rows, to write them. What was read is kept.
"""

import io
import json
import zipfile
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.columns import Codes, Column, Table

FORMAT: Final = "table/1"
QUICKEST: Final = 1


def pack(table: Table) -> bytes:
    """Return the table as bytes."""
    head = {"format": FORMAT, "names": list(table.columns), "rows": len(table)}
    packed = io.BytesIO()
    with zipfile.ZipFile(
        packed, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=QUICKEST
    ) as into:
        into.writestr("head", json.dumps(head))
        into.writestr("rows", table.rows.astype("<u4").tobytes())
        into.writestr("twice", np.packbits(table.twice).tobytes())
        into.writestr("long", np.packbits(table.long).tobytes())
        for number, column in enumerate(table.columns.values()):
            into.writestr(f"texts {number}", json.dumps(column.texts))
            width = _width(len(column.texts))
            into.writestr(f"codes {number}", column.codes.astype(width).tobytes())
    return packed.getvalue()


def unpack(packed: bytes) -> Table | None:
    """Return the table, or None if there is none that this version can read."""
    if not packed:
        return None
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        head = json.loads(held.read("head"))
        if head["format"] != FORMAT:
            return None
        many = head["rows"]
        columns: dict[str, Column] = {}
        for number, name in enumerate(head["names"]):
            texts = json.loads(held.read(f"texts {number}"))
            codes = _whole(held.read(f"codes {number}"), _width(len(texts)))
            columns[name] = Column(texts, codes)
        return Table(
            rows=_whole(held.read("rows"), "<u4"),
            columns=columns,
            twice=_marks(held.read("twice"), many),
            long=_marks(held.read("long"), many),
        )


def _width(different: int) -> str:
    """Return the narrowest type that holds so many codes."""
    return next(
        width for width in ("<u1", "<u2", "<u4") if different <= np.iinfo(width).max
    )


def _whole(data: bytes, width: str) -> Codes:
    return np.frombuffer(data, width).astype(np.int64)


def _marks(data: bytes, many: int) -> NDArray[np.bool_]:
    return np.unpackbits(np.frombuffer(data, np.uint8), count=many).astype(np.bool_)

"""Read what stands on the pages of a PDF file that Chromium has written.

Its fonts have glyph numbers of their own; a table beside each says which letters they
are. Chromium names a font by the number of its object, so names are unique.
"""

import re
import unicodedata
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\b(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")
SINGLE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n")
RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})>")


def letters(pdf: bytes) -> str:
    """Return all that is written on its pages, without any white space."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {
        number: _glyphs(_stream(objects[int(found[1])]))
        for number, body in objects.items()
        if (found := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    pages = [_stream(body) for body in objects.values()]
    return "".join(_written(page, fonts) for page in pages if b" Tf" in page)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _glyphs(table: bytes) -> dict[int, str]:
    glyphs: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar\n(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in SINGLE.findall(part):
            glyphs[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for part in re.findall(rb"beginbfrange\n(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in RANGE.findall(part):
            for step in range(int(last, 16) - int(first, 16) + 1):
                glyphs[int(first, 16) + step] = chr(int(text, 16) + step)
    return glyphs


def _written(page: bytes, fonts: dict[int, dict[int, str]]) -> str:
    text: list[str] = []
    glyphs: dict[int, str] = {}
    for font, shown in SHOWN.findall(page):
        if font:
            glyphs = fonts.get(int(font), {})
            continue
        numbers = (int(shown[at : at + 4], 16) for at in range(0, len(shown), 4))
        text += [glyphs.get(number, "") for number in numbers]
    plain = unicodedata.normalize("NFKC", "".join(text))  # a ligature is its letters
    return "".join(plain.split())

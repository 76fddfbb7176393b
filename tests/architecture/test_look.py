"""What the content security policy and the page budget demand of every template."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))


def packed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_template_styles_or_scripts_inline(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
    assert "hx-on" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_a_component_opens_with_its_contract(template):
    if "components" in template.parts:
        assert template.read_text().startswith("{# ")


def test_the_style_sheets_fit_their_budget():
    assert packed(*STYLES) <= 20 * 1024


def test_the_scripts_fit_their_budget():
    htmx = finders.find("django_htmx/htmx-2.min.js")
    own = sorted((ROOT / "static" / "js").glob("*.js"))
    assert packed(Path(str(htmx)), *own) <= 45 * 1024


def test_raw_colours_are_named_in_one_place():
    for sheet in STYLES:
        if sheet.name not in {"tokens.css", "print.css"}:
            colours = re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text())
            assert set(colours) <= {"#fff"}, sheet.name

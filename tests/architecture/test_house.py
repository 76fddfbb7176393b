"""What the documents say about the house is so."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
READS = re.compile(r"(?:\benv(?:\.\w+)?|os\.environ\.get)\(\s*\"([A-Z][A-Z_]+)\"")


def text(path: str) -> str:
    return (ROOT / path).read_text()


def test_the_import_contracts_hold():
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def variables_in_code() -> set[str]:
    packages = tomllib.loads(text("pyproject.toml"))["tool"]["coverage"]["run"]
    files = (
        file for name in packages["source"] for file in ROOT.glob(f"{name}/**/*.py")
    )
    return {name for file in files for name in READS.findall(file.read_text())}


def documented_variables() -> set[str]:
    rows = re.findall(
        r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", text("docs/operations.md"), re.M
    )
    return {name for row in rows for name in re.findall(r"[A-Z_]+", row)}


def test_every_variable_the_code_reads_is_documented_and_no_other():
    assert "DATABASE_URL" in variables_in_code()
    assert documented_variables() == variables_in_code()


def test_compose_sets_only_documented_variables():
    compose = yaml.safe_load(text("compose.yaml"))
    ours = [s for s in compose["services"].values() if s.get("image") == "kept"]
    assert len(ours) == 4
    assert {name for s in ours for name in s["environment"]} <= documented_variables()


def test_every_dependency_has_its_reason_and_licence():
    required = re.findall(r"^([\w-]+)(?:\[.*\])?==", text("requirements.txt"), re.M)
    rows = re.findall(
        r"^\| ([\w, -]+) \| ([^|]+) \| ([^|]+) \|$",
        text("docs/decisions/0002-dependencies.md"),
        re.M,
    )
    explained = {name for names, _, _ in rows for name in names.split(", ")}
    assert explained - {"package"} == set(required)


def test_decisions_are_numbered_without_gaps_and_shaped_alike():
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        words = page.read_text()
        assert words.startswith(f"# {int(page.name[:4])}. "), page.name
        for part in ("**Context.**", "**Decision.**", "**Price paid.**"):
            assert part in words, f"{page.name} lacks {part}"


def test_pre_commit_runs_what_make_check_runs():
    hooks = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    before = {hook["entry"].replace(" --force-exclude", "") for hook in hooks}
    recipe = text("Makefile").partition("\ncheck: install\n")[2].partition("\n\n")[0]
    lines = [
        line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()
    ]
    checks = {re.sub(r"^(\.venv/bin/ruff .*) \.$", r"\1", line) for line in lines}
    assert before == checks


@pytest.mark.parametrize(
    "page",
    [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        *sorted((ROOT / "docs").glob("**/*.md")),
    ],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"

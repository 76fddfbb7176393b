"""Run every benchmark and write docs/benchmarks.md."""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from benchmarks.harness import Section, surroundings

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Written by `make bench`. Ours and the peer run in turn in one process; the machine may be shared, so that ratios hold and
single times do not. Every section says what it checked before its ratio counts.
"""


def sections() -> list[Section]:
    """Run every module that offers a section, in alphabetical order."""
    modules = [
        import_module(f"benchmarks.{entry.name}")
        for entry in iter_modules([str(HERE)])
        if entry.name != "__main__"
    ]
    return [module.section() for module in modules if hasattr(module, "section")]


def main() -> int:
    """Write the report; end with 1 if any check failed."""
    found = sections()
    parts = [INTRODUCTION, surroundings()]
    parts += [f"\n## {section.title}\n\n{section.body}" for section in found]
    REPORT.write_text("\n".join(parts) + "\n", encoding="utf-8")
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))
    return 0 if all(section.passed for section in found) else 1


if __name__ == "__main__":
    sys.exit(main())

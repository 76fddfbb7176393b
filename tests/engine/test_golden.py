"""The named scenarios in tests/golden, and the method's own examples where they are."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

import engine

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.json"))
EXAMPLES = Path(
    os.environ.get("PLANNER_EXAMPLES", ROOT.parent / "shared/design/examples")
)

# The examples' expected figures come from this many plain random draws.
REFERENCE_DRAWS = 40_000


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_scenario_scores_as_told(path: Path) -> None:
    scenario = json.loads(path.read_text(encoding="utf-8"))
    document = engine.score(engine.parse_case(scenario["case"])).document()
    check(document, scenario["expected"])


def check(document: dict[str, Any], expected: dict[str, Any]) -> None:
    promises = {promise["id"]: promise for promise in document["promises"]}
    assert document["verdict"] == expected["verdict"]
    assert document["keep_probability"]["value"] == pytest.approx(
        expected["keep_probability"], abs=expected.get("within", 1e-9)
    )
    if "value" in expected:
        assert document["value"]["mean"] == pytest.approx(
            expected["value"], abs=expected.get("value_within", 1e-6)
        )
    for name, rate in expected.get("keep_rate", {}).items():
        assert promises[name]["keep_rate"]["mean"] == pytest.approx(rate, abs=1e-8)
    for name, place in expected.get("bottleneck", {}).items():
        found = promises[name]["bottleneck"]
        keys = ("capability", "first_short_period", "shortfall")
        assert (found and [found[key] for key in keys]) == place
    check_existing(document, expected.get("existing", {}))
    if "record" in expected:
        assert document["record"] == expected["record"]
    for key, value in expected.get("warning", {}).items():
        assert document["warnings"][0][key] == value
    for key, value in expected.get("reason", {}).items():
        assert document["reasons"][0][key] == value


def check_existing(document: dict[str, Any], expected: dict[str, Any]) -> None:
    found = {
        entry["promise"]: [
            entry[key] for key in ("without", "protected", "unprotected")
        ]
        for entry in document["existing"]
    }
    assert found.keys() >= expected.keys()
    for name, rates in expected.items():
        assert found[name] == pytest.approx(rates, abs=1e-9)


def example_names() -> list[str]:
    found = [
        path.name.removesuffix(".expected.json")
        for path in EXAMPLES.glob("*.expected.json")
    ]
    return sorted(found)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the method's examples are not here")
@pytest.mark.parametrize("name", example_names())
def test_an_example_of_the_method_agrees(name: str) -> None:
    text = (EXAMPLES / f"{name}.json").read_bytes()
    expected = json.loads((EXAMPLES / f"{name}.expected.json").read_bytes())
    score = engine.score(engine.load_case_text(text))
    if expected["certain"]:
        tolerance = rate_tolerance = value_tolerance = 1e-6
    else:
        share = expected["keep_probability"]
        tolerance = 4 * (share * (1 - share) / REFERENCE_DRAWS) ** 0.5
        # An 80 % range is 2.56 standard deviations wide, or nearly so.
        deviation = max(score.value.p90 - score.value.p10, 1.0) / 2.56
        value_tolerance = 4 * deviation / REFERENCE_DRAWS**0.5
        rate_tolerance = 4 * 0.4 / REFERENCE_DRAWS**0.5
    assert score.keep_probability.value == pytest.approx(
        expected["keep_probability"], abs=tolerance
    )
    assert score.value.mean == pytest.approx(expected["value"], abs=value_tolerance)
    for promise in score.promises:
        told = expected["promises"][promise.id]
        assert promise.keep_rate.mean == pytest.approx(
            told["keep_rate"], abs=rate_tolerance
        )
        assert promise.keep_probability.value == pytest.approx(
            told["keep_probability"], abs=tolerance
        )

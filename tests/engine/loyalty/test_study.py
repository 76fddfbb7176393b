"""A study beside its parts, computed one by one."""

import json
from typing import Any

import numpy as np
import pytest

from engine.loyalty import answer, study
from engine.loyalty.document import cautions
from engine.loyalty.fitting import fit_model
from engine.loyalty.forecast import outlook_moments
from engine.loyalty.histories import Shopping, histories_of, kinds_of
from tests.engine.loyalty.make import cdnow, simulated


def studied(
    shopping: Shopping, as_of: int, **wanted: Any
) -> tuple[study.Study, list[int]]:
    told: list[int] = []
    group = np.arange(len(shopping.begins)) % 2
    found = study.study_of(
        shopping,
        group,
        ["", "homes"],
        study.Wanted(as_of, **wanted),
        lambda share, _note: told.append(share),
    )
    return found, told


@pytest.fixture(scope="module")
def shopping() -> Shopping:
    return simulated(3_000, 104, 7, joining_weeks=80.0)


@pytest.fixture(scope="module")
def as_of(shopping: Shopping) -> int:
    return int(shopping.day.max())


@pytest.fixture(scope="module")
def found(shopping: Shopping, as_of: int) -> study.Study:
    return studied(shopping, as_of, value_weeks=26.0, discount=0.2)[0]


def test_a_study_is_a_document_that_json_can_hold(found: study.Study) -> None:
    document = json.loads(json.dumps(found.document, allow_nan=False))
    assert document["format"] == "loyalty-study/1"
    assert document["customers"] == len(found.classes)
    assert document["model"] in answer.ELIGIBLE
    assert [one["weeks"] for one in document["horizons"]] == [4, 13, 26, 52]
    means = [one["mean"] for one in document["horizons"]]
    assert means == sorted(means)
    assert means[-1] == document["forecast"]["mean"]
    assert all(one["p10"] < one["mean"] < one["p90"] for one in document["horizons"])
    assert [one["cohort"] for one in document["years"]] == ["1997", "1998"]
    assert sum(one["customers"] for one in document["rfm"]["classes"]) == 3_000
    assert sum(map(sum, document["rfm"]["customers"])) == 3_000


def test_customers_have_the_outlook_of_their_own_history(
    found: study.Study, shopping: Shopping, as_of: int
) -> None:
    each = histories_of(shopping, as_of)
    model = next(one for one in answer.MODELS if one.name == found.document["model"])
    fit = fit_model(model, kinds_of(each))
    mean, _ = outlook_moments(fit, each, 26.0)
    assert found.outlooks is not None
    kind = found.outlooks.kind
    assert found.outlooks.outlook.expected[kind] == pytest.approx(mean, rel=1e-6)
    assert found.outlooks.value is not None
    worth = found.outlooks.value.worth
    # Discounted at a fifth a year, in half a year: less than at once, more than at the end.
    undiscounted = mean * found.outlooks.value.spend
    assert (worth < undiscounted).all()
    assert (worth > undiscounted * 1.2**-0.5).all()
    assert found.document["value"]["revenue"] == pytest.approx(worth.sum())
    assert found.document["value"]["weeks"] == 26.0


def test_the_check_is_what_would_have_been_forecast_half_a_year_ago(
    found: study.Study, shopping: Shopping, as_of: int
) -> None:
    check = found.document["check"]
    origin = as_of - 182
    assert check["origin"] == str(np.datetime64(origin, "D"))
    known = shopping.of(shopping.first <= origin)
    assert check["happened"] == int((known.day > origin).sum())
    then = answer.future_of(shopping, origin, as_of, 26.0)
    same = then.candidates[found.document["model"]].check
    assert same is not None
    assert check["expected"] == pytest.approx(same.expected.mean)
    assert check["p90"] == pytest.approx(same.expected.p90)


def test_progress_only_grows_and_may_stop_the_study(
    shopping: Shopping, as_of: int
) -> None:
    _, told = studied(shopping.of(np.arange(3_000) < 400), as_of)
    assert told == sorted(told)
    assert len(told) >= 5

    def stop(share: int, _note: str) -> None:
        if share >= 20:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        study.study_of(
            shopping, np.zeros(3_000, dtype=int), ["all"], study.Wanted(as_of), stop
        )


def test_too_few_customers_still_have_rates_and_classes() -> None:
    shopping = simulated(12, 20, 2)
    found, _ = studied(shopping, int(shopping.day.max()))
    assert found.outlooks is None
    assert found.document["model"] is None
    assert found.document["check"] is None
    assert found.document["warnings"][0].startswith("No forecast: 12 customers")
    assert found.document["repeat_rate"]["customers"] == 12
    assert len(found.classes) == 12


def test_spend_that_cannot_be_fitted_leaves_the_forecast() -> None:
    shopping = simulated(200, 60, 2)
    shopping.amount[:] = 5.0
    found, _ = studied(shopping, int(shopping.day.max()))
    assert found.outlooks is not None
    assert found.outlooks.value is None
    assert found.document["value"] is None
    assert found.document["forecast"]["mean"] > 0
    assert any(
        "all customers spend the same" in one for one in found.document["warnings"]
    )


def test_spend_that_goes_with_frequency_is_told() -> None:
    shopping = simulated(600, 60, 2)
    shopping.amount[:] = shopping.days[shopping.customer] * (
        1.0 + np.random.default_rng(1).random(len(shopping.day))
    )
    found, _ = studied(shopping, int(shopping.day.max()))
    told = [one for one in found.document["warnings"] if "Spend depends" in one]
    assert len(told) == 1


def test_a_history_too_short_has_no_check() -> None:
    shopping = simulated(400, 10, 3, joining_weeks=8.0, r=3.0)
    as_of = int(shopping.day.max())
    model = answer.MODELS[1]
    assert study.look_back(model, shopping, as_of) is None
    # Long enough, but nobody had come back by then.
    lone = Shopping(np.arange(40), np.full(40, 10_000), np.ones(40))
    assert study.look_back(model, lone, 10_200) is None


def test_cdnow_a_third_back_is_checked_honestly() -> None:
    shopping = cdnow()
    found, _ = studied(shopping, int(shopping.day.max()))
    check = found.document["check"]
    happened = int((shopping.day > shopping.day.max() - 181).sum())
    assert check["happened"] == happened
    assert check["inside"] is (check["p10"] <= happened <= check["p90"])
    told = any("The check fails" in one for one in found.document["warnings"])
    assert told is not check["inside"]


def told_of(**changed: Any) -> list[str]:
    model = {"at_edge": [], "settled": True}
    parts: dict[str, Any] = {
        "held_out": {"bg_nbd": -9.0, "mbg_nbd": -8.0},
        "model": "mbg_nbd",
        "forecast": {"check": None},
        "models": {"bg_nbd": model, "mbg_nbd": model},
    }
    return cautions(parts | changed)


def test_a_reader_is_told_of_what_weakens_a_forecast() -> None:
    assert told_of() == []
    assert "too short" in told_of(held_out={"bg_nbd": None, "mbg_nbd": None})[0]
    assert "is used" in told_of(held_out={"bg_nbd": -7.0, "mbg_nbd": -8.0})[0]
    odd = {"at_edge": ["alpha"], "settled": False}
    told = told_of(models={"mbg_nbd": odd})
    assert told[0] == "mbg_nbd: alpha ran to its bound; a simpler model would do."
    assert "no clear optimum" in told[1]
    check = {"inside": False, "happened": 9, "weeks": 4.0, "p10": 1.0, "p90": 3.0}
    assert told_of(forecast={"check": check})[0].startswith("The check fails: 9")
    assert told_of(forecast={"check": check | {"inside": True}}) == []


def test_nothing_is_expected_of_who_is_known_to_have_left(
    shopping: Shopping, as_of: int, found: study.Study
) -> None:
    left = np.arange(len(shopping.days)) % 3 == 0
    other = study.study_of(
        shopping,
        np.zeros(len(left), dtype=np.int64),
        [""],
        study.Wanted(as_of, value_weeks=26.0, discount=0.2),
        left=left,
    )
    assert found.outlooks is not None
    kind, outlook = found.outlooks.kind[~left], found.outlooks.outlook
    document = other.document
    assert (
        document["models"]["mbg_nbd"]["parameters"]
        == (found.document["models"]["mbg_nbd"]["parameters"])
    )
    assert document["alive"]["customers"] == pytest.approx(outlook.alive[kind].sum())
    assert document["forecast"]["customers"] == np.count_nonzero(~left)
    half, year = document["horizons"][-2:]
    assert half["mean"] == pytest.approx(outlook.expected[kind].sum(), rel=1e-6)
    assert year["mean"] == document["forecast"]["mean"]
    assert found.outlooks.value is not None
    worth = found.outlooks.value.worth
    assert document["value"]["revenue"] == pytest.approx(worth[~left].sum())
    assert document["repeat_rate"] == found.document["repeat_rate"]


def test_where_all_have_left_nothing_is_expected(
    shopping: Shopping, as_of: int
) -> None:
    everybody = np.ones(len(shopping.days), dtype=bool)
    group = np.zeros(len(everybody), dtype=np.int64)
    document = study.study_of(
        shopping, group, [""], study.Wanted(as_of), left=everybody
    ).document
    assert document["alive"]["customers"] == document["value"]["revenue"] == 0
    assert [one["mean"] for one in document["horizons"]] == [0, 0, 0, 0]

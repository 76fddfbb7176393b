"""The components, drawn: in any locale, under the policy, with every option."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from core.charts import (
    ExistingPromise,
    KeepRate,
    Load,
    Swing,
    WeekOutcome,
    dumbbell,
    heat_map,
    keep_rates,
    kept_by_week,
    load_profile,
    sparkline,
    tornado,
)
from core.pages import Figure, Link, Phrase, steps

LOAD = Load(
    label="Packing",
    unit="parcels",
    committed=[600.5, 1600.0, 700.0],
    reserved=[10.0, 0.0, 0.0],
    plan=[500.0, 100.0, 0.0],
    capacity=[1000.0, 1000.0, 1000.0],
    capacity_low=[900.5, 900.5, 900.5],
)
WEEKS = ("w1", "w2", "w3")
CHARTS = {
    "heat_map": heat_map([LOAD], weeks=WEEKS, title="Packing gives way", starts=1),
    "load_profile": load_profile(LOAD, weeks=WEEKS, title="Packing"),
    "keep_rates": keep_rates(
        [
            KeepRate(
                label="In time",
                target=0.95,
                mean=0.8,
                p10=0.7,
                p90=0.9,
                probability=0.3,
            )
        ],
        title="What would be kept",
    ),
    "tornado": tornado(
        [Swing(label="They come", if_fails=0.1, if_holds=0.4)], baseline=0.27, title="x"
    ),
    "dumbbell": dumbbell(
        [
            ExistingPromise(
                label="In time",
                without=0.96,
                protected=0.95,
                unprotected=0.8,
                target=0.9,
            )
        ],
        title="x",
    ),
    "kept_by_week": kept_by_week(
        [WeekOutcome(week=date(2025, 1, 6), occasions=1600, kept=(1500, 1550))],
        rules=("by hour", "by day"),
        title="Kept",
        target=0.95,
    ),
    "sparkline": sparkline([0.91, 0.955], target=0.95),
}
POSITIONS = re.compile(
    r'\b(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|d|viewBox)="([^"]*)"'
)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_chart_keeps_its_geometry_in_every_language(name, language):
    with translation.override(language):
        drawn = render_to_string(
            f"components/charts/{name}.html", {"chart": CHARTS[name]}
        )
    positions = POSITIONS.findall(drawn)
    assert positions
    assert not [position for position in positions if "," in position]
    assert "style=" not in drawn


def test_numbers_in_a_chart_are_told_in_the_readers_language():
    with translation.override("de"):
        drawn = render_to_string(
            "components/charts/load_profile.html", {"chart": CHARTS["load_profile"]}
        )
    assert "1.700" in drawn


def test_a_promise_without_outcomes_says_when_its_chart_begins():
    empty = kept_by_week([], rules=("kept",), title="Kept")
    drawn = render_to_string("components/charts/kept_by_week.html", {"chart": empty})
    assert "Nothing has fallen due yet" in drawn
    assert "<svg" not in drawn


class CapacityForm(forms.Form):
    units = {"capacity": "parcels a week"}
    examples = {"capacity": "1,000"}

    capacity = forms.IntegerField(help_text="What the line can really pack.")
    note = forms.CharField(required=False)
    state = forms.ChoiceField(choices=[("a", "Idea")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="Customers have been told")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "Choose a later week.")


def test_a_field_tells_its_unit_its_example_and_what_is_wrong_with_it():
    form = CapacityForm({"capacity": "many"})
    drawn = form["capacity"].as_field_group()
    described = re.search(r'aria-describedby="([^"]*)"', drawn)
    assert described is not None
    assert all(f'id="{name}"' in drawn for name in described[1].split())
    assert "parcels a week" in drawn
    assert "For example 1,000" in drawn
    assert "Enter a whole number." in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_field_that_may_stay_empty_says_so():
    assert "optional" in CapacityForm()["note"].as_field_group()
    assert "optional" not in CapacityForm()["capacity"].as_field_group()


def test_a_refused_form_lists_every_fault_with_a_link_to_its_field():
    drawn = render_to_string(
        "components/form.html", {"form": CapacityForm({}), "submit": "Save"}
    )
    assert "Choose a later week." in drawn
    links = re.findall(r'href="#([^"]+)"', drawn)
    assert links == ["id_capacity", "id_state", "id_told"]
    assert all(f'id="{link}"' in drawn for link in links)


def test_a_bare_form_is_drawn_the_same_way():
    drawn = str(CapacityForm())
    assert 'class="field"' in drawn
    assert 'type="hidden"' in drawn


def test_a_formset_offers_a_row_to_copy_and_a_way_to_remove_one():
    formset = forms.formset_factory(CapacityForm, extra=1, can_delete=True)()
    drawn = render_to_string(
        "components/formset.html", {"formset": formset, "title": "Tactic"}
    )
    assert "Tactic 1" in drawn
    assert "form-__prefix__-capacity" in drawn
    assert drawn.count("Remove when saved") == 2


SAMPLES: dict[str, dict[str, Any]] = {
    "badge": {"text": "signed", "tone": "kept"},
    "breadcrumbs": {"crumbs": [Link(title="Plans", url="/plans/")]},
    "callout": {"title": "Edited since", "tone": "not-kept"},
    "card": {"title": "Start later", "figures": [Figure(label="Costs", value="€ 1")]},
    "confirm": {
        "id": "retire",
        "title": "Retire?",
        "text": "It stays until kept.",
        "action": "/x/",
        "submit": "Retire",
        "csrf_token": "t",
    },
    "confirm_page": {
        "title": "Retire?",
        "text": "It stays.",
        "submit": "Retire",
        "cancel": "/",
        "csrf_token": "t",
    },
    "empty": {
        "title": "No plans yet",
        "text": "Draft one.",
        "url": "/",
        "action": "Go",
    },
    "facts": {"facts": [Figure(label="Owner", value="Operations")]},
    "figure": {"label": "Kept", "value": "96 %"},
    "figures": {"figures": [Figure(label="Kept", value="96 %", url="/x/")]},
    "messages": {"messages": []},
    "numbers": {"head": ["Week", "Kept"], "rows": [["w1", 12]]},
    "progress": {"text": "Importing", "done": 4200, "total": 100000, "poll": "/x/"},
    "search": {"label": "Search customers"},
    "secret": {"label": "Key", "value": "kept_1"},
    "steps": {"steps": steps(["Upload", "Map"], current=1)},
    "tabs": {"tabs": [Link(title="Score", url="/s/", current=True, count=3)]},
    "timeline": {
        "events": [{"title": "Drafted", "at": datetime(2026, 3, 2, tzinfo=UTC)}]
    },
    "verdict": {"phrases": [Phrase("It "), Phrase("cannot", "/why/", "not-kept")]},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_component_takes_only_what_its_contract_says(name):
    drawn = render_to_string(f"components/{name}.html", SAMPLES[name])
    assert drawn.strip()
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_progress_is_counted_in_plain_numbers_whatever_the_language():
    with translation.override("de"):
        drawn = render_to_string("components/progress.html", SAMPLES["progress"])
    assert 'max="100000"' in drawn


def test_steps_before_the_current_one_are_done():
    upload, map_, check = steps(["Upload", "Map", "Check"], current=1)
    assert (upload.done, map_.current, check.done) == (True, True, False)


def test_user_text_in_a_verdict_is_escaped():
    drawn = render_to_string(
        "components/verdict.html", {"phrases": [Phrase("<b>", "/x/", "kept")]}
    )
    assert "&lt;b&gt;" in drawn


@pytest.mark.parametrize("page", ["400", "403_csrf", "500"])
def test_the_last_resort_needs_no_context(page):
    assert "Go to Today" in render_to_string(f"{page}.html")

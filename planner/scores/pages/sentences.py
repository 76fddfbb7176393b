"""Every code of a reason or a warning as a sentence, whose numbers show their source.

The codes and their numbers are the engine's (``engine.reasons``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.pages import Phrase, Tone
from planner.scores.pages import words
from planner.scores.pages.evidence import Evidence
from planner.scores.pages.words import in_units, money, share
from promises.models import ObjectionReason

Finding = Mapping[str, Any]
Phrases = tuple[Phrase, ...]

BOTTLENECKS, PROMISES, EXISTING = "#bottlenecks", "#promises", "#existing"
MONEY, VALUE, ASSUMPTIONS = "#money", "#value", "#assumptions"
METHOD, REASONS, CAPABLE = "#method", "#reasons", "#capable"


@dataclass(frozen=True)
class Sentence:
    """A reason or a warning in words; ``code`` lets programs tell them apart."""

    code: str
    phrases: Phrases
    tone: Tone = ""

    @property
    def text(self) -> str:
        return "".join(phrase.text for phrase in self.phrases)


def sentence(finding: Finding, evidence: Evidence) -> Sentence:
    """Put a finding into words; one of another model is at least named."""
    tone, write = SENTENCES.get(finding["code"], ("neutral", _plainly))
    return Sentence(finding["code"], write(finding, evidence), tone)


def _plainly(finding: Finding, evidence: Evidence) -> Phrases:
    facts = ", ".join(f"{key} {finding[key]}" for key in finding if key != "code")
    return (Phrase(f"{finding['code'].replace('-', ' ').capitalize()}: {facts}."),)


# --- Where it runs short -----------------------------------------------------


def _capability_short(found: Finding, evidence: Evidence) -> Phrases:
    unit = evidence.unit(found["capability"])
    tell = _one_queue if evidence.everyone_waits else _what_is_left
    return (
        Phrase(
            f"{evidence.capability(found['capability'])} is first short in "
            f"{words.week(found['period'])}",
            BOTTLENECKS,
        ),
        Phrase(f", in {words.outcomes(found['share_of_draws'])}. "),
        *tell(found, unit),
        Phrase(f", so {in_units(found['shortfall'], unit)} come too late for "),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(". "),
        *_reaches(found),
    )


def _what_is_left(found: Finding, unit: str) -> Phrases:
    waiting = found["waiting"]
    behind = f" behind {words.number(waiting)} that wait already" if waiting else ""
    return (
        Phrase(
            f"Then it does {in_units(found['capacity'], unit)} a week, and "
            f"{words.number(found['committed'])} are committed: "
        ),
        Phrase(f"{words.number(found['available'])} are left", BOTTLENECKS),
        Phrase(
            " within the time that is promised. The plan asks for "
            f"{words.number(found['load'])}{behind}"
        ),
    )


def _one_queue(found: Finding, unit: str) -> Phrases:
    return (
        Phrase(
            f"Then {in_units(found['load'], unit)} of the plan join one queue with "
            f"{words.number(found['committed'])} that are committed and "
            f"{words.number(found['waiting'])} that wait already, and "
        ),
        Phrase(f"{words.number(found['available'])} can be done", BOTTLENECKS),
        Phrase(" within the time that is promised"),
    )


def _staffed_understaffed(found: Finding, evidence: Evidence) -> Phrases:
    unit = evidence.unit(found["capability"])
    return (
        Phrase(
            f"{evidence.capability(found['capability'])} is first understaffed in "
            f"{words.week(found['period'])}",
            BOTTLENECKS,
        ),
        Phrase(
            f", in {words.outcomes(found['share_of_draws'])}. Then "
            f"{words.number(found['servers'])} people get "
            f"{in_units(found['calls'], unit)} a week and answer "
        ),
        Phrase(f"{share(found['answered_in_time'])} in time", PROMISES),
        Phrase(
            f"; they can take {words.number(found['sustainable_calls'])}, and it "
            f"would take {words.number(found['servers_needed'])} people to keep "
        ),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(". "),
        *_reaches(found),
    )


def _reaches(found: Finding) -> Phrases:
    chance = found["keep_probability"]
    if not chance:
        return (Phrase("It never reaches its target."),)
    return (
        Phrase("It reaches its target in "),
        Phrase(f"{words.outcomes(chance)}", PROMISES),
        Phrase("."),
    )


def _committed_over_capacity(found: Finding, evidence: Evidence) -> Phrases:
    unit = evidence.unit(found["capability"])
    behind = found["backlog"]
    waiting = f", with {in_units(behind, unit)} waiting at the start" if behind else ""
    return (
        Phrase(
            f"{evidence.capability(found['capability'])} is full without this plan: "
        ),
        Phrase(
            f"{in_units(found['committed'], unit)} are committed in "
            f"{words.week(found['period'])}, and it does "
            f"{words.number(found['capacity'])}",
            BOTTLENECKS,
        ),
        Phrase(f"{waiting}."),
    )


# --- What the promises rest on -----------------------------------------------


def _below_target(found: Finding, evidence: Evidence) -> Phrases:
    kept, target = words.against(found["reliability"], found["target"])
    return (
        Phrase("Even when everything is on time, "),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(" is kept "),
        Phrase(f"{kept} of the time", METHOD),
        Phrase(f" by its own record, below the {target} that are promised."),
    )


def _out_of_reach(found: Finding, evidence: Evidence) -> Phrases:
    kept, target = words.against(found["reliability"], found["target"])
    return (
        Phrase("The record of "),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(f", {kept} kept, is too close to its target of {target}: "),
        Phrase(
            f"even with everything on time it reaches it in "
            f"{words.outcomes(found['best_keep_probability'])}",
            METHOD,
        ),
        Phrase("."),
    )


def _joint_risk(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase(
            "Each promise alone is likely enough, the least likely at "
            f"{share(found['lowest'])} ("
        ),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase("); all of them together are kept in "),
        Phrase(f"{words.outcomes(found['keep_probability'])}", PROMISES),
        Phrase("."),
    )


def _on_target(found: Finding, evidence: Evidence) -> Phrases:
    kept, target = words.against(found["keep_rate"], found["target"])
    return (
        Phrase("Nothing stands in the way: even the least certain promise, "),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(f", is kept {kept} of the time against a target of {target}, and "),
        Phrase(f"reaches it in {words.outcomes(found['keep_probability'])}", PROMISES),
        Phrase("."),
    )


# --- Existing customers ------------------------------------------------------


def _customers_hurt(found: Finding, evidence: Evidence) -> Phrases:
    column = "unprotected" if evidence.everyone_waits else "protected"
    return _customers(found, evidence, found[column], "Existing customers lose: ", "")


def _customers_exposed(found: Finding, evidence: Evidence) -> Phrases:
    start = "If nobody protects existing customers, they lose: "
    return _customers(
        found, evidence, found["unprotected"], start, " Served first, they do not."
    )


def _customers(
    found: Finding, evidence: Evidence, kept: float, start: str, end: str
) -> Phrases:
    before, after = words.against(found["without"], kept)
    return (
        Phrase(start),
        Phrase(evidence.statement(found["promise"])),
        Phrase(", already promised to them, goes from "),
        Phrase(f"{before} to {after}", EXISTING),
        Phrase(f" kept, against a target of {share(found['target'])}.{end}"),
    )


# --- Assumptions and money ---------------------------------------------------


def _refuted(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase("It is refuted that "),
        Phrase(evidence.assumption(found["assumption"]), ASSUMPTIONS),
        Phrase(
            "; the score reckons with the opposite, at "
            f"{words.exact(found['if_false'])} times what it moves."
        ),
    )


def _dominates(found: Finding, evidence: Evidence) -> Phrases:
    worth = found["value_of_testing"]
    testing = (
        f". Testing it first is worth up to {money(worth, evidence.currency)}."
        if round(worth)
        else "."
    )
    return (
        Phrase("Most hangs on "),
        Phrase(evidence.assumption(found["assumption"]), ASSUMPTIONS),
        Phrase(", which nobody has tested: if it holds, everything is kept in "),
        Phrase(f"{words.outcomes(found['if_holds'])}", ASSUMPTIONS),
        Phrase(f", if it fails in {share(found['if_fails'])}{testing}"),
    )


def _budget_at_risk(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase(
            f"{money(found['at_risk'], evidence.currency)} of "
            f"{words.exact_money(found['budget'], evidence.currency)}",
            MONEY,
        ),
        Phrase(" would be spent on telling people what is not kept."),
    )


def _loses_money(found: Finding, evidence: Evidence) -> Phrases:
    ends = words.between(found["p10"], found["p90"], evidence.currency)
    return (
        Phrase("On average the plan "),
        Phrase(f"loses {money(-found['mean'], evidence.currency)}", VALUE),
        Phrase(f", and ends {ends} in 8 of 10 outcomes."),
    )


# --- Warnings ----------------------------------------------------------------


def _no_record(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase("Nothing is known yet about how often "),
        Phrase(evidence.statement(found["promise"]), METHOD),
        Phrase(
            " is kept. The score takes it that it never fails except for want of "
            "capacity: report its outcomes to the ledger."
        ),
    )


def _thin_record(found: Finding, evidence: Evidence) -> Phrases:
    outcomes = words.counted(round(found["outcomes"]), "outcome")
    return (
        Phrase("The record of "),
        Phrase(evidence.statement(found["promise"]), METHOD),
        Phrase(f" rests on {outcomes} only, so its figures are uncertain."),
    )


def _only_sums(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase("Only sums are known of the record of "),
        Phrase(evidence.statement(found["promise"]), METHOD),
        Phrase(
            ", not its weeks: how far it drifts cannot be told, and its range is "
            "narrower than it should be."
        ),
    )


def _drifting(found: Finding, evidence: Evidence) -> Phrases:
    low, high = words.share(found["expected_low"]), words.share(found["expected_high"])
    return (
        Phrase("The latest weeks of "),
        Phrase(evidence.statement(found["promise"]), METHOD),
        Phrase(
            f" have broken away from its record: {words.share(found['rate'])} of the "
            f"{words.counted(round(found['occasions']), 'occasion')} of the last "
            f"{words.counted(found['weeks'], 'week')} were kept, where {low} to {high} "
            "were to be expected. Find out what changed before you rely on the range."
        ),
    )


def _frontline(found: Finding, evidence: Evidence) -> Phrases:
    stand = "stand" if found["open"] > 1 else "stands"
    reason = dict(ObjectionReason.choices).get(found["newest"], found["newest"])
    where = evidence.promise_url(found["promise"])
    return (
        Phrase("Those who keep "),
        Phrase(evidence.statement(found["promise"]), where and f"{where}#frontline"),
        Phrase(
            f" say that they cannot: {words.counted(found['open'], 'objection')} of the "
            f"frontline {stand} unanswered, the newest for “{str(reason).lower()}”. No "
            "figure of this score counts them: hear them before you decide."
        ),
    )


def _nothing_required(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase("No capability is named for "),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(
            ", so no load can delay it. If somebody must do something to keep it, "
            "say what it requires."
        ),
    )


def _no_occasions(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase(f"{evidence.tactic(found['tactic'])} brings nobody within the horizon"),
        Phrase(", so it keeps and breaks nothing: look at its weeks and estimates."),
    )


Write = Callable[[Finding, Evidence], Phrases]
SENTENCES: Mapping[str, tuple[Tone, Write]] = {
    "capability-short": ("not-kept", _capability_short),
    "staffed-understaffed": ("not-kept", _staffed_understaffed),
    "committed-over-capacity": ("not-kept", _committed_over_capacity),
    "track-record-below-target": ("not-kept", _below_target),
    "target-out-of-reach": ("at-risk", _out_of_reach),
    "joint-risk": ("at-risk", _joint_risk),
    "existing-customers-hurt": ("not-kept", _customers_hurt),
    "existing-customers-exposed": ("at-risk", _customers_exposed),
    "assumption-refuted": ("not-kept", _refuted),
    "assumption-dominates": ("at-risk", _dominates),
    "budget-at-risk": ("at-risk", _budget_at_risk),
    "loses-money": ("not-kept", _loses_money),
    "promises-on-target": ("kept", _on_target),
    "no-track-record": ("at-risk", _no_record),
    "thin-track-record": ("at-risk", _thin_record),
    "record-without-weeks": ("at-risk", _only_sums),
    "record-drifting": ("not-kept", _drifting),
    "frontline-objects": ("not-kept", _frontline),
    "nothing-required": ("at-risk", _nothing_required),
    "no-occasions": ("at-risk", _no_occasions),
}

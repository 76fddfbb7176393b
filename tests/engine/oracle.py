"""The method of docs/scoring.md, one draw at a time, in plain loops over plain numbers.

Written from the method's text and sharing no code with the engine's arithmetic: what the
engine does with arrays is compared with this. It reads the case document itself.
"""

from dataclasses import dataclass
from math import exp
from typing import Any

Numbers = list[float]


@dataclass
class Draw:
    """The levels of one draw, by id; every list is as long as the case needs."""

    demand: dict[str, Numbers]
    capacity: dict[str, Numbers]
    committed: dict[str, Numbers]
    commitments: list[Numbers]
    reliability: dict[str, float]


@dataclass
class Answer:
    """What one draw comes to."""

    rates: dict[str, float]
    step_rates: dict[str, list[float]]
    value: float
    existing: dict[str, tuple[float, float, float]]


def reach(case: dict[str, Any]) -> int:
    """How long service runs on after the horizon: no shorter than the method asks."""
    longest = 0
    for promise in case["promises"]:
        for need in promise.get("requires", []):
            longest = max(longest, need.get("lead", 0) + promise.get("within", 0))
    return longest


def spread_out(profile: Any, length: int) -> Numbers:
    if isinstance(profile, list):
        return [float(profile[min(t, len(profile) - 1)]) for t in range(length)]
    return [float(profile)] * length


def certain_draw(case: dict[str, Any]) -> Draw:
    """The one draw of a case in which nothing is uncertain."""
    periods = case["horizon"]["periods"]
    length = periods + reach(case)
    factor: dict[tuple[str, str], float] = {}
    for assumption in case["plan"].get("assumptions", []):
        ((kind, target),) = assumption["driver"].items()
        fails = assumption.get("status") == "refuted" or (
            assumption.get("status", "untested") == "untested"
            and assumption["probability"] == 0
        )
        if fails:
            key = (kind, target)
            factor[key] = factor.get(key, 1.0) * assumption["if_false"]
    demand = {}
    for tactic in case["plan"]["tactics"]:
        values = spread_out(tactic["occasions"], periods)
        last = tactic.get("ends", periods - 1)
        demand[tactic["id"]] = [
            value * factor.get(("demand", tactic["id"]), 1.0)
            if tactic.get("starts", 0) <= t <= last
            else 0.0
            for t, value in enumerate(values)
        ]
    capacity = {}
    for capability in case["capabilities"]:
        staffed = capability.get("staffed")
        quantity = staffed["servers"] if staffed else capability["capacity"]
        per = staffed["open_minutes"] / staffed["handle_minutes"] if staffed else 1.0
        capacity[capability["id"]] = [
            value * per * factor.get(("capacity", capability["id"]), 1.0)
            for value in spread_out(quantity, length)
        ]
    return Draw(
        demand,
        capacity,
        {
            c["id"]: spread_out(c.get("committed", 0), length)
            for c in case["capabilities"]
        },
        [spread_out(c["occasions"], length) for c in case.get("commitments", [])],
        {
            p["id"]: min(
                1.0,
                p.get("reliability", 1.0) * factor.get(("reliability", p["id"]), 1.0),
            )
            for p in case["promises"]
        },
    )


def first_come(arrivals: Numbers, capacity: Numbers, backlog: float) -> Numbers:
    """Units served in each period, first come first served."""
    waiting, served = backlog, []
    for arriving, able in zip(arrivals, capacity, strict=True):
        waiting += arriving
        done = min(waiting, able)
        waiting -= done
        served.append(done)
    return served


def on_time(
    arrivals: Numbers, served: Numbers, backlog: float, u: int, within: int
) -> float:
    """clip((S[u + w] − A[u − 1]) / (A[u] − A[u − 1]), 0, 1), and 1 where none arrive."""
    if arrivals[u] == 0:
        return 1.0
    done = sum(served[: u + within + 1])
    ahead = backlog + sum(arrivals[:u])
    return min(1.0, max(0.0, (done - ahead) / arrivals[u]))


def answered(servers: float, load: float, minutes: float, handle: float) -> float:
    """Erlang C by its series; servers must be whole."""
    count = round(servers)
    assert abs(count - servers) < 1e-9
    if load >= servers:
        return 0.0
    terms = [1.0]
    for k in range(1, count + 1):
        terms.append(terms[-1] * load / k)
    last = terms[-1] * count / (count - load)
    waits = last / (sum(terms[:-1]) + last)
    return 1.0 - waits * exp(-(count - load) * minutes / handle)


def add(total: Numbers, occasions: Numbers, need: dict[str, Any]) -> None:
    for t, value in enumerate(occasions):
        if t + need.get("lead", 0) < len(total):
            total[t + need.get("lead", 0)] += need["units"] * value


class Oracle:
    """One draw of a case."""

    def __init__(self, case: dict[str, Any], draw: Draw) -> None:
        self.case, self.draw = case, draw
        self.periods = case["horizon"]["periods"]
        self.length = self.periods + reach(case)
        self.promises = {p["id"]: p for p in case["promises"]}
        self.capabilities = {c["id"]: c for c in case["capabilities"]}
        self.committed = {}
        self.plan = {}
        for name in self.capabilities:
            self.committed[name] = list(draw.committed[name][: self.length])
            self.plan[name] = [0.0] * self.length
        for entry, occasions in zip(
            case.get("commitments", []), draw.commitments, strict=True
        ):
            for need in self.promises[entry["promise"]].get("requires", []):
                add(self.committed[need["capability"]], occasions[: self.length], need)
        for tactic in case["plan"]["tactics"]:
            for name in tactic["promises"]:
                for need in self.promises[name].get("requires", []):
                    add(self.plan[need["capability"]], draw.demand[tactic["id"]], need)

    def share(self, who: str, promise: str, need: dict[str, Any], t: int) -> float:
        """The on-time share of one step, for committed or plan load, in a situation."""
        name = need["capability"]
        capability = self.capabilities[name]
        capacity = self.draw.capacity[name][: self.length]
        backlog = float(capability.get("backlog", 0))
        committed, plan = self.committed[name], self.plan[name]
        both = [a + b for a, b in zip(committed, plan, strict=True)]
        u = t + need.get("lead", 0)
        if need.get("within_minutes") is not None:
            staffed = capability["staffed"]
            handle = staffed["handle_minutes"]
            scale = handle / staffed["open_minutes"]
            calls = committed[u] if who == "without" else both[u]
            return answered(
                capacity[u] * scale, calls * scale, need["within_minutes"], handle
            )
        within = self.promises[promise].get("within", 0)
        if who in ("without", "protected"):
            served = first_come(committed, capacity, backlog)
            return on_time(committed, served, backlog, u, within)
        if who == "unprotected":
            served = first_come(both, capacity, backlog)
            return on_time(both, served, backlog, u, within)
        first = first_come(committed, capacity, backlog)
        left = [c - f for c, f in zip(capacity, first, strict=True)]
        return on_time(plan, first_come(plan, left, 0.0), 0.0, u, within)

    def occasion_share(self, who: str, promise: str, t: int) -> float:
        needs = self.promises[promise].get("requires", [])
        return min((self.share(who, promise, need, t) for need in needs), default=1.0)

    def rate(self, who: str, promise: str, occasions: Numbers) -> float:
        if sum(occasions) == 0:
            return 1.0
        kept = sum(
            n * self.draw.reliability[promise] * self.occasion_share(who, promise, t)
            for t, n in enumerate(occasions)
            if n
        )
        return kept / sum(occasions)

    def step_rate(
        self, who: str, promise: str, need: dict[str, Any], occasions: Numbers
    ) -> float:
        if sum(occasions) == 0:
            return 1.0
        kept = sum(
            n * self.share(who, promise, need, t) for t, n in enumerate(occasions) if n
        )
        return kept / sum(occasions)

    def answer(self) -> Answer:
        policy = self.case.get("policy", {}).get("who_waits", "plan")
        who = "plan" if policy == "plan" else "unprotected"
        made: dict[str, Numbers] = {}
        value = 0.0
        for tactic in self.case["plan"]["tactics"]:
            occasions = self.draw.demand[tactic["id"]]
            value -= tactic.get("budget", 0)
            for name in tactic["promises"]:
                total = made.setdefault(name, [0.0] * self.periods)
                for t in range(self.periods):
                    total[t] += occasions[t]
            for t in range(self.periods):
                if not occasions[t]:
                    continue
                shares = [
                    self.occasion_share(who, name, t) for name in tactic["promises"]
                ]
                together = min(shares)
                for name in tactic["promises"]:
                    together *= self.draw.reliability[name]
                value += occasions[t] * tactic.get("margin", 0) * together
                for name, share in zip(tactic["promises"], shares, strict=True):
                    broken = 1.0 - self.draw.reliability[name] * share
                    cost = self.promises[name].get("break_cost", 0)
                    value -= occasions[t] * broken * cost
        return Answer(
            {name: self.rate(who, name, total) for name, total in made.items()},
            {
                name: [
                    self.step_rate(who, name, need, total)
                    for need in self.promises[name].get("requires", [])
                ]
                for name, total in made.items()
            },
            value,
            self.existing(),
        )

    def existing(self) -> dict[str, tuple[float, float, float]]:
        made: dict[str, Numbers] = {}
        for entry, occasions in zip(
            self.case.get("commitments", []), self.draw.commitments, strict=True
        ):
            total = made.setdefault(entry["promise"], [0.0] * self.periods)
            for t in range(self.periods):
                total[t] += occasions[t]
        return {
            name: (
                self.rate("without", name, total),
                self.rate("protected", name, total),
                self.rate("unprotected", name, total),
            )
            for name, total in made.items()
        }

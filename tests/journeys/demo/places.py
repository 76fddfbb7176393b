"""Every page of the product: who opens it in the demo company, and on what.

A page may stand here several times, once for each state in which it looks different.
``NO_PAGE`` names the addresses that show none, and why.
"""

from dataclasses import dataclass

from django.urls import reverse

from tests.journeys.demo.examples import key_of

CEO = "Clara Ekdahl"
MARKETING = "Max Brandt"
SALES = "Sofia Lang"
OPERATIONS = "Olga Rehn"
CARE = "Carl Wiese"
FRONTLINE = "Finn Petersen"
ADMINISTRATOR = "Ada Winter"
NOBODY = ""


@dataclass(frozen=True)
class Place:
    name: str
    who: str = CEO
    rows: tuple[tuple[str, str], ...] = ()
    query: str = ""

    def __str__(self) -> str:
        rows = [words for _, words in self.rows]
        return " ".join([self.name, *rows, self.query, self.who.split(" ")[0]]).strip()

    @property
    def path(self) -> str:
        kwargs = {name: key_of(words) for name, words in self.rows}
        return reverse(self.name, kwargs=kwargs) + self.query


def at(name: str, who: str = CEO, query: str = "", /, **rows: str) -> Place:
    return Place(name, who, tuple(rows.items()), query)


PLACES = (
    # before anybody is signed in
    at("account_login", NOBODY),
    at("account_reset_password", NOBODY),
    at("account_reset_password_done", NOBODY),
    at("account_reset_password_from_key", NOBODY, uidb36="=1", key="=x"),
    at("account_reset_password_from_key_done", NOBODY),
    at("account_inactive", NOBODY),
    # one's own place
    at("today", CEO),
    at("today", MARKETING),
    at("today", OPERATIONS),
    at("today", FRONTLINE),
    at("today", ADMINISTRATOR),
    at("account_logout", FRONTLINE),
    at("mfa_index", FRONTLINE),
    # settings
    at("accounts:settings", CEO),
    at("accounts:settings", FRONTLINE),
    at("accounts:profile", FRONTLINE),
    at("accounts:company", CEO),
    at("accounts:people", CEO),
    at("accounts:people", ADMINISTRATOR),
    at("accounts:invite", ADMINISTRATOR),
    at("accounts:person", ADMINISTRATOR, person="person: sales"),
    at("accounts:person", ADMINISTRATOR, person="person: nia"),
    at("accounts:keys", ADMINISTRATOR),
    at("accounts:new-key", ADMINISTRATOR),
    at("accounts:revoke-key", ADMINISTRATOR, key="key: Till"),
    at("accounts:audit", CEO),
    at("accounts:audit-chain", CEO),
    at("scores:policy", CEO),
    at("scores:policy", MARKETING),
    # customers
    at("customers:satisfaction", CEO),
    at("customers:quadrant", CEO, corner="=mercenary"),
    at("customers:losses", CEO),
    at("customers:new-spending", MARKETING),
    at("customers:edit-spending", MARKETING, pk="spending: first"),
    at("customers:delete-spending", MARKETING, pk="spending: first"),
    at("customers:silence", CARE),
    at("customers:silence", FRONTLINE, "?state=late"),
    at("customers:complaining", CARE),
    at("customers:overview", CEO),
    at("customers:overview", FRONTLINE),
    at("customers:list", CEO),
    at("customers:list", MARKETING, "?sort=last&rfm_class=slipping"),
    at("customers:customer", CARE, pk="customer: N-00042"),
    at("customers:customer", FRONTLINE, pk="customer: N-39999"),
    at("customers:segments", MARKETING),
    at("customers:new", MARKETING),
    at("customers:edit", MARKETING, pk="segment: families"),
    at("customers:delete", MARKETING, pk="segment: offices"),
    # operations
    at("operations:board", OPERATIONS),
    at("operations:board", OPERATIONS, "?measure=committed"),
    at("operations:board", FRONTLINE),
    at("operations:paste", OPERATIONS),
    at("operations:new", OPERATIONS),
    at("operations:capability", OPERATIONS, pk="capability: packing"),
    at("operations:capability", CEO, pk="capability: help-desk"),
    at("operations:edit", OPERATIONS, pk="capability: help-desk"),
    at("operations:delete", OPERATIONS, pk="capability: studio"),
    at("operations:initiatives", OPERATIONS),
    at("operations:new-initiative", OPERATIONS),
    at("operations:edit-initiative", OPERATIONS, pk="initiative: two-vans"),
    at("operations:move-initiative", CEO, pk="initiative: two-vans", step="=fund"),
    at("scores:load", OPERATIONS),
    # promises
    at("promises:list", CEO),
    at("promises:list", FRONTLINE),
    at("promises:list", CEO, "?state=retired"),
    at("promises:new", MARKETING),
    at("promises:detail", CEO, pk="promise: chosen-week"),
    at("promises:detail", MARKETING, pk="promise: ten-sides"),
    at("promises:detail", CARE, pk="promise: spare-parts"),
    at("promises:detail", FRONTLINE, pk="promise: no-box-left"),
    at("promises:words", MARKETING),
    at("promises:needs", MARKETING),
    at("promises:needs", CEO, "?segment=families&only=nobody"),
    at("promises:served", MARKETING, pk="promise: ten-sides"),
    at("promises:edit", MARKETING, pk="promise: ten-sides"),
    at("scores:forecasts", CEO, pk="promise: chosen-week"),
    at("scores:forecasts", MARKETING, pk="promise: ten-sides"),
    at("scores:frontier", MARKETING, pk="promise: chosen-week"),
    at(
        "scores:frontier",
        CEO,
        "?within=48&unit=hours&check=1",
        pk="promise: two-days",
    ),
    at("scores:frontier", MARKETING, pk="promise: ten-sides"),
    at("promises:copy", MARKETING, pk="promise: two-days"),
    at("promises:put-up", MARKETING, pk="promise: ten-sides"),
    at("promises:take-back", CARE, pk="promise: spare-parts"),
    at("promises:go-live", MARKETING, pk="promise: two-days"),
    at("promises:requirements", MARKETING, pk="promise: ten-sides"),
    at("promises:add-evidence", MARKETING, pk="promise: ten-sides"),
    at("promises:cite", MARKETING, pk="promise: ten-sides"),
    at(
        "promises:cite",
        MARKETING,
        "?kind=record&look=1&weeks=26&criterion=customers",
        pk="promise: chosen-week",
    ),
    at(
        "promises:remove-evidence",
        MARKETING,
        pk="promise: ten-sides",
        evidence="evidence: ten-sides",
    ),
    at("promises:imports", SALES),
    at("promises:import", SALES, pk="file: new.csv"),
    at("promises:import", SALES, pk="file: wrong.csv"),
    at("promises:import", SALES, pk="file: ready.csv"),
    at("promises:import", SALES, pk="file: brought-in.csv"),
    at("customers:new-customer", SALES),
    at("customers:edit-customer", SALES, pk="customer: example-4"),
    at("customers:new-fact", SALES, pk="customer: example-4", sort="=interactions"),
    at("customers:new-fact", SALES, pk="customer: example-4", sort="=answers"),
    at("customers:new-fact", SALES, pk="customer: example-4", sort="=defections"),
    at("customers:edit-fact", SALES, pk="contact: example-4", sort="=interactions"),
    at("customers:delete-fact", SALES, pk="contact: example-4", sort="=interactions"),
    at("customers:privacy", CEO, pk="customer: example-4"),
    at("customers:needs", SALES),
    at("customers:needs", FRONTLINE, "?q=nothing+like+this"),
    at("customers:new-need", SALES),
    at("customers:edit-need", SALES, pk="need: example-need"),
    at("customers:delete-need", SALES, pk="need: example-need"),
    at("customers:imports", SALES),
    at("customers:import", SALES, pk="customer file: bought-new.csv"),
    at("customers:import", SALES, pk="customer file: bought-ready.csv"),
    at("customers:import", SALES, pk="customer file: bought-stays.csv"),
    at("customers:import", SALES, pk="customer file: bought-brought-in.csv"),
    # plans and scores
    at("plans:list", CEO),
    at("plans:list", MARKETING, "?q=nothing+like+this"),
    at("plans:new", MARKETING),
    at("plans:commitments", OPERATIONS),
    at("plans:commitment-end", OPERATIONS, commitment_id="standing: chosen-week"),
    at("plans:detail", MARKETING, plan_id="plan: Two days to your door"),
    at("plans:detail", CEO, plan_id="plan: Spring launch"),
    at("plans:detail", FRONTLINE, plan_id="plan: Autumn catalogue"),
    at("plans:edit", MARKETING, plan_id="plan: Two days to your door"),
    at("plans:check", MARKETING, plan_id="plan: Two days to your door"),
    at("plans:copy", CEO, plan_id="plan: Spring launch"),
    at("plans:withdraw", MARKETING, plan_id="plan: Spring launch"),
    at("plans:delete", MARKETING, plan_id="plan: Two days to your door"),
    at("scores:assumptions", MARKETING, plan_id="plan: Spring launch"),
    at(
        "scores:assumptions",
        CEO,
        "?if-spread=fails&if-packers-stay=holds&by=testing",
        plan_id="plan: Spring launch",
    ),
    at("scores:assumptions", MARKETING, plan_id="plan: Two days to your door"),
    at("scores:assumptions", FRONTLINE, plan_id="plan: Autumn catalogue"),
    at("plans:history", CEO, plan_id="plan: Spring launch"),
    at("scores:detail", CEO, plan_id="plan: Spring launch"),
    at("scores:detail", OPERATIONS, plan_id="plan: Back to Northlight"),
    at("scores:detail", FRONTLINE, plan_id="plan: Autumn catalogue"),
    at("scores:detail", MARKETING, plan_id="plan: Two days to your door"),
    at(
        "scores:stored",
        CEO,
        plan_id="plan: Spring launch",
        score_id="older score: Spring launch",
    ),
    # learn
    at("learn:home", CEO),
    at("learn:home", SALES, "?only=over"),
    at("learn:reviews", CEO),
    at("learn:reviews", SALES, "?quadrant=bad-bad"),
    at("learn:review", CEO, decision_id="decided plan: Help with every move"),
    at("learn:review", CEO, decision_id="decided plan: Easy returns"),
    at("learn:review", OPERATIONS, decision_id="decided promise: chosen-week"),
    # the best set
    at("portfolio:home", CEO),
    at("portfolio:home", OPERATIONS),
    at("portfolio:detail", CEO, pk="portfolio: first"),
    at("portfolio:budgets", CEO),
    at("portfolio:budgets", MARKETING),
    # decisions
    at("decisions:board", CEO),
    at("decisions:board", OPERATIONS),
    at("decisions:past", CEO),
    at("decisions:plan", CEO, pk="version: Spring launch"),
    at("decisions:plan", OPERATIONS, pk="version: Back to Northlight"),
    at("decisions:plan", MARKETING, pk="version: Spring launch"),
    at("decisions:plan", CEO, pk="version: Autumn catalogue"),
    at("decisions:promise", CEO, pk="promise: spare-parts"),
    at("decisions:promise", CEO, pk="promise: chosen-week"),
    at("decisions:replay", CEO, pk="decided plan: Offices first"),
    at("decisions:replay", CEO, pk="decided plan: Sit on it at home"),
    at("decisions:dissent-plan", MARKETING, pk="version: Back to Northlight"),
    at("decisions:dissent-promise", MARKETING, pk="promise: spare-parts"),
    at("decisions:dissent", CEO, pk="dissent: Spring launch"),
    at("decisions:dissent", OPERATIONS, pk="dissent: Spring launch"),
    at("accounts:deputies", CEO),
    at("decisions:replay", CEO, pk="decided plan: Half-price January"),
    at("decisions:conditions", CEO, pk="decided plan: Desks on approval"),
    at("decisions:conditions", FRONTLINE, pk="decided plan: Sit on it at home"),
    at("decisions:replay", CEO, pk="decided promise: chosen-week"),
)

ON_ITS_WAY = "walked through in test_every_page.py, because it comes in a row"
FRAGMENT = "a part of another page"
FILE = "a file"
ACTION = "takes a POST and leads on to a page"
CLOSED = "not found: people are invited"
ANSWER = "an answer for machines"

NO_PAGE = {
    "healthz": ANSWER,
    "readyz": ANSWER,
    "demo-sign-in": ACTION,
    "account_signup": CLOSED,
    "account_email": CLOSED,
    "account_set_password": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_reauthenticate": ON_ITS_WAY,
    "account_change_password": ON_ITS_WAY,
    "mfa_authenticate": ON_ITS_WAY,
    "mfa_reauthenticate": ON_ITS_WAY,
    "mfa_activate_totp": ON_ITS_WAY,
    "mfa_deactivate_totp": ON_ITS_WAY,
    "mfa_view_recovery_codes": ON_ITS_WAY,
    "mfa_generate_recovery_codes": ON_ITS_WAY,
    "mfa_download_recovery_codes": FILE,
    "accounts:invitation-link": ACTION,
    "accounts:reset-second-step": ACTION,
    "accounts:end-access": ACTION,
    "accounts:restore-access": ACTION,
    "accounts:audit-export": FILE,
    "customers:download": FILE,
    "customers:download-quadrant": FILE,
    "customers:download-silence": FILE,
    "customers:download-complaining": FILE,
    "customers:review": ACTION,
    "customers:export": FILE,
    "customers:study": ACTION,
    "customers:study-cancel": ACTION,
    "customers:study-progress": FRAGMENT,
    "promises:kept-to": FRAGMENT,
    "customers:everything": FILE,
    "customers:erase": ACTION,
    "customers:import-progress": FRAGMENT,
    "customers:import-commit": ACTION,
    "customers:import-cancel": ACTION,
    "customers:import-retry": ACTION,
    "customers:import-undo": ACTION,
    "customers:import-problems": FILE,
    "operations:download": FILE,
    "operations:initiatives-download": FILE,
    "promises:export": FILE,
    "promises:challenges": FRAGMENT,
    "promises:remove-word": ACTION,
    "promises:needs-export": FILE,
    "promises:evidence-today": FRAGMENT,
    "promises:clock": FRAGMENT,
    "promises:break-costs": FRAGMENT,
    "promises:take-break-cost": ACTION,
    "promises:import-progress": FRAGMENT,
    "promises:import-commit": ACTION,
    "promises:import-cancel": ACTION,
    "promises:import-retry": ACTION,
    "promises:import-errors": FILE,
    "plans:export": FILE,
    "scores:assumption-mark": ACTION,
    "scores:frontier-draft": ACTION,
    "scores:expected": FRAGMENT,
    "scores:progress": FRAGMENT,
    "scores:document": FILE,
    "scores:submit": ACTION,
    "scores:rescore": ACTION,
    "scores:retry": ACTION,
    "scores:customers": FRAGMENT,
    "scores:customers-short": FRAGMENT,
    "scores:live": FRAGMENT,
    "learn:banner": FRAGMENT,
    "learn:export": FILE,
    "learn:reviews-export": FILE,
    "learn:judge": ACTION,
    "portfolio:progress": FRAGMENT,
    "portfolio:export": FILE,
    "scores:live-offers": FRAGMENT,
    "scores:taken": FRAGMENT,
    "scores:undo-offer": ACTION,
    "scores:weaker": ACTION,
    "scores:take": ACTION,
    "decisions:decide-plan": ACTION,
    "decisions:sign-off": ACTION,
    "decisions:export": FILE,
    "accounts:end-deputyship": ACTION,
    "decisions:answer-dissent": ACTION,
    "decisions:withdraw-dissent": ACTION,
    "decisions:meet-condition": ACTION,
    "decisions:extend-condition": ACTION,
    "decisions:waive-condition": ACTION,
    "decisions:take-back": ACTION,
    "decisions:decide-promise": ACTION,
    "decisions:promise-record": FRAGMENT,
    "decisions:plan-standing": FRAGMENT,
    "promises:leaning": FRAGMENT,
    "scores:verdicts": FRAGMENT,
    "api-schema": ANSWER,
    "api-docs": "Swagger's own page, for programmers",
}

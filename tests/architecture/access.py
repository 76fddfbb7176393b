"""Who gets in where: one line for every address of the product.

The letters are those of tests/architecture/world.py: S stranger, C CEO,
M marketing director, O operations director, F frontline, A administrator,
W key with every scope, R key that only reads, K key without scopes. ``reads``
names who gets an answer to GET; ``writes`` who is let in with POST, PUT, PATCH or
DELETE (and may be told that what they sent is incomplete). Everybody else must be
sent to the sign-in page, refused, or told that there is nothing here.

The marketing director wrote the promise and the plans that the addresses name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """An address by its name, or by its route where it has none."""

    name: str
    reads: str = ""
    writes: str = ""
    path: str = ""  # only where the address cannot be reversed
    rows: tuple[tuple[str, str], ...] = ()


def at(name: str, reads: str = "", writes: str = "", **rows: str) -> Address:
    """Name an address; its arguments are rows of the world, or text after "="."""
    return Address(name, reads, writes, rows=tuple(rows.items()))


def plain(name: str, path: str, reads: str = "", writes: str = "") -> Address:
    """Name an address by its route and give its path as it is."""
    return Address(name, reads, writes, path=path)


ENTRANCE = (
    at("healthz", "SCMOFAWRK", ""),
    at("readyz", "SCMOFAWRK", ""),
    at("account_login", "SCMOFAWRK", "SCMOFAWRK"),
    at("demo-sign-in", "", "", person="person"),
    at("account_logout", "SCMOFAWRK", "SCMOFAWRK"),
    at("account_inactive", "SCMOFAWRK", ""),
    at("account_reauthenticate", "CMOFA", "CMOFA"),
    at("account_change_password", "CMOFA", "CMOFA"),
    at("account_reset_password", "SCMOFAWRK", "SCMOFAWRK"),
    at("account_reset_password_done", "SCMOFAWRK", ""),
    at(
        "account_reset_password_from_key",
        "SCMOFAWRK",
        "SCMOFAWRK",
        uidb36="=1",
        key="=x",
    ),
    at("account_reset_password_from_key_done", "SCMOFAWRK", ""),
    at("mfa_index", "CMOFA", ""),
    at("mfa_authenticate", "CMOFA", "CMOFA"),
    at("mfa_reauthenticate", "CMOFA", "CMOFA"),
    at("mfa_activate_totp", "CMOFA", "CMOFA"),
    at("mfa_deactivate_totp", "", ""),
    at("mfa_view_recovery_codes", "", ""),
    at("mfa_generate_recovery_codes", "CMOFA", "CMOFA"),
    at("mfa_download_recovery_codes", "", ""),
    at("account_signup", "", ""),
    at("account_email", "", ""),
    at("account_set_password", "", ""),
    at("account_email_verification_sent", "", ""),
)

SETTINGS = (
    at("accounts:settings", "CMOFA", ""),
    at("accounts:profile", "CMOFA", "CMOFA"),
    at("accounts:company", "CA", "CA"),
    at("accounts:people", "CA", ""),
    at("accounts:invite", "CA", "CA"),
    at("accounts:person", "CA", "CA", person="person"),
    at("accounts:invitation-link", "", "CA", person="person"),
    at("accounts:reset-second-step", "", "CA", person="person"),
    at("accounts:end-access", "", "CA", person="person"),
    at("accounts:restore-access", "", "CA", person="person"),
    at("accounts:keys", "CA", ""),
    at("accounts:new-key", "CA", "CA"),
    at("accounts:revoke-key", "CA", "CA", key="key"),
    at("accounts:audit", "CA", ""),
    at("accounts:audit-chain", "CA", ""),
    at("accounts:audit-export", "CA", ""),
)

PLANS = (
    at("plans:list", "CMOF", ""),
    at("plans:export", "CMOF", "", kind="=csv"),
    at("plans:new", "CMO", "CMO"),
    at("plans:commitments", "CMOF", "CMOF"),
    at("plans:commitment-end", "O", "O", commitment_id="standing"),
    at("plans:detail", "CM", "", plan_id="plan"),
    at("plans:edit", "M", "M", plan_id="plan"),
    at("plans:check", "M", "", plan_id="plan"),
    at("plans:copy", "CM", "CM", plan_id="plan"),
    at("plans:withdraw", "CM", "M", plan_id="plan"),
    at("plans:delete", "CM", "M", plan_id="plan"),
    at("plans:history", "CM", "", plan_id="plan"),
)

PROMISES = (
    at("promises:list", "CMOF", "CMOF"),
    at("promises:export", "CMO", "CMO"),
    at("promises:clock", "CMOFA", ""),
    at("promises:kept-to", "CMO", "", pk="customer"),
    at("promises:leaning", "CMOF", "", pk="capability"),
    at("promises:new", "CMO", "CMO"),
    at("promises:needs", "CMO", ""),
    at("promises:needs-export", "CMO", "", kind="=csv"),
    at("promises:served", "CMO", "CMO", pk="promise"),
    at("promises:challenges", "", "CMO"),
    at("promises:words", "CMO", "CMO"),
    at("promises:remove-word", "", "CMO", pk="word"),
    at("promises:detail", "CMO", "CMO", pk="promise"),
    at("promises:edit", "CM", "CM", pk="promise"),
    at("promises:copy", "CMO", "CMO", pk="promise"),
    at("promises:put-up", "CMO", "CM", pk="promise"),
    at("promises:take-back", "CMO", "CM", pk="promise"),
    at("promises:go-live", "CMO", "CMO", pk="promise"),
    at("promises:requirements", "CMO", "CMO", pk="promise"),
    at("promises:add-evidence", "CMO", "CMO", pk="promise"),
    at("promises:cite", "CMO", "CMO", pk="promise"),
    at("promises:evidence-today", "CMO", "", pk="promise"),
    at("promises:remove-evidence", "CMO", "CM", pk="promise", evidence="evidence"),
    at("promises:break-costs", "CMO", ""),
    at("promises:take-break-cost", "", "CMO", pk="promise"),
    at("promises:imports", "CMO", "CMO"),
    at("promises:import", "CMO", "CMO", pk="file"),
    at("promises:import-progress", "CMO", "CMO", pk="file"),
    at("promises:import-commit", "", "CMO", pk="file"),
    at("promises:import-cancel", "", "CMO", pk="file"),
    at("promises:import-retry", "", "CMO", pk="file"),
    at("promises:import-errors", "", "", pk="file"),
)

CUSTOMERS = (
    at("customers:overview", "CMOF", ""),
    at("customers:study", "", "CMO"),
    at("customers:study-progress", "CMOF", "", pk="study"),
    at("customers:study-cancel", "", "CMO", pk="study"),
    at("customers:list", "CMOF", ""),
    at("customers:export", "CMOF", "", kind="=csv"),
    at("customers:customer", "CMOF", "", pk="customer"),
    at("customers:segments", "CMOF", ""),
    at("customers:new", "CMO", "CMO"),
    at("customers:edit", "CMO", "CMO", pk="segment"),
    at("customers:delete", "CMO", "CMO", pk="segment"),
    at("customers:download", "CMOF", "", kind="=csv"),
    at("customers:satisfaction", "CMOF", ""),
    at("customers:quadrant", "CMOF", "", corner="=mercenary"),
    at("customers:download-quadrant", "CMOF", "", corner="=mercenary", kind="=csv"),
    at("customers:review", "", "CMO"),
    at("customers:losses", "CMO", ""),
    at("customers:new-spending", "CM", "CM"),
    at("customers:edit-spending", "CM", "CM", pk="spending"),
    at("customers:delete-spending", "CM", "CM", pk="spending"),
    at("customers:silence", "CMOF", ""),
    at("customers:download-silence", "CMOF", "", kind="=csv"),
    at("customers:complaining", "CMOF", ""),
    at("customers:download-complaining", "CMOF", "", kind="=csv"),
    at("customers:imports", "CMO", "CMO"),
    at("customers:import", "CMO", "CMO", pk="customer-file"),
    at("customers:import-progress", "CMO", "CMO", pk="customer-file"),
    at("customers:import-commit", "", "CMO", pk="customer-file"),
    at("customers:import-cancel", "", "CMO", pk="customer-file"),
    at("customers:import-retry", "", "CMO", pk="customer-file"),
    at("customers:import-undo", "", "CMO", pk="customer-file"),
    at("customers:import-problems", "", "", pk="customer-file"),
)

OPERATIONS = (
    at("operations:board", "CMOF", "O"),
    at("operations:paste", "O", "O"),
    at("operations:download", "CMOF", "", kind="=csv"),
    at("operations:new", "O", "O"),
    at("operations:capability", "CMOF", "", pk="capability"),
    at("operations:edit", "O", "O", pk="capability"),
    at("operations:delete", "O", "O", pk="capability"),
    at("operations:initiatives", "CMOF", ""),
    at("operations:new-initiative", "O", "O"),
    at("operations:edit-initiative", "O", "O", pk="initiative"),
    at("operations:move-initiative", "C", "C", pk="initiative", step="=fund"),
    at("operations:initiatives-download", "CMOF", "", kind="=csv"),
)

SCORES = (
    at("scores:assumptions", "CM", "", plan_id="plan"),
    at("scores:assumption-mark", "", "CM", plan_id="plan", assumption_id="assumption"),
    at("scores:detail", "CMO", "", plan_id="submitted"),
    at("scores:progress", "CMO", "", plan_id="submitted"),
    at("scores:stored", "CMO", "", plan_id="submitted", score_id="score"),
    at(
        "scores:document",
        "CMO",
        "",
        plan_id="submitted",
        score_id="score",
        kind="=case",
    ),
    at("scores:submit", "", "CM", plan_id="plan"),
    at("scores:rescore", "", "CMO", plan_id="submitted"),
    at("scores:retry", "", "CMO", plan_id="submitted"),
    at("scores:customers", "CM", "", plan_id="plan"),
    at("scores:customers-short", "CMO", "", version_id="version"),
    at("scores:live", "", "CM", plan_id="plan"),
    at("scores:expected", "CMO", "", pk="promise"),
    at("scores:forecasts", "CMO", "", pk="promise"),
    at("scores:frontier", "CMO", "", pk="promise"),
    at("scores:frontier-draft", "", "CMO", pk="promise"),
    at("scores:live-offers", "", "CM", plan_id="plan"),
    at("scores:taken", "CM", "", plan_id="plan"),
    at("scores:undo-offer", "", "", plan_id="plan"),
    at("scores:weaker", "", "", plan_id="plan"),
    at("scores:take", "", "", score_id="score", number="=1"),
    at("scores:load", "CMOF", ""),
    at("scores:verdicts", "CMOF", ""),
    # An empty form only draws the page again; saving it is the CEO's (its service).
    at("scores:policy", "CMOF", "C"),
)

LEARN = (
    at("learn:home", "CMO", ""),
    at("learn:export", "CMO", "", kind="=csv"),
    at("learn:banner", "CMO", "", version_id="version"),
)

DECISIONS = (
    at("today", "CMOFA", ""),
    at("decisions:past", "CMO", ""),
    at("decisions:promise", "CMO", "", pk="studied"),
    at("decisions:decide-promise", "", "C", pk="studied"),
    at("decisions:promise-record", "CMO", "", pk="studied"),
    at("decisions:plan-standing", "CM", "", plan_id="plan"),
    at("decisions:board", "CMO", ""),
    at("decisions:replay", "CMO", "", pk="decision"),
    at("decisions:plan", "CMO", "", pk="version"),
    at("decisions:decide-plan", "", "C", pk="version"),
    at("decisions:sign-off", "", "MO", pk="version"),
)

API = (
    at("inquiries", "", "CMOW"),
    at("plan-submit", "", "CM", plan_id="plan"),
    at("plan-customers", "CM", "", plan_id="plan"),
    at("prediction-list", "CMO", ""),
    at("calibration", "CMO", ""),
    at("policy", "CMOFWR", "C"),
    at("decision-detail", "CMO", "", pk="decision"),
    at("signoff-detail", "CMO", "", pk="sign-off"),
    at("promise-list", "CMOFWR", "CMOW"),
    at("promise-detail", "CMOWR", "CMOW", pk="promise"),
    at("promise-forecasts", "CMOWR", "", promise_id="promise"),
    at("promise-frontier", "CMOWR", "CMOW", promise_id="promise"),
    at("promise-copy", "", "CMOW", pk="promise"),
    at("promise-go-live", "", "CMOW", pk="promise"),
    at("promise-put-up", "", "CMOW", pk="promise"),
    at("promise-requirements", "", "CMOW", pk="promise"),
    at("promise-take-back", "", "CMOW", pk="promise"),
    at("promise-needs", "", "CMOW", pk="promise"),
    at("served-need-list", "CMOWR", ""),
    at("houseword-list", "CMOWR", "CMOW"),
    at("houseword-detail", "CMOWR", "CMOW", pk="word"),
    at("evidence-list", "CMOWR", "CMOW"),
    at("evidence-detail", "CMOWR", "CM", pk="evidence"),
    at("evidence-today", "CMOWR", "", pk="evidence"),
    at("outcome-list", "CMOWR", "CMOW"),
    at("keptweek-list", "CMOWR", ""),
    at("ledgerimport-list", "CMOWR", "CMOW"),
    at("ledgerimport-detail", "CMO", "", pk="file"),
    at("ledgerimport-cancel", "", "CMO", pk="file"),
    at("ledgerimport-check", "", "CMOW", pk="file"),
    at("ledgerimport-commit", "", "CMO", pk="file"),
    at("ledgerimport-errors", "", "", pk="file"),
    at("ledgerimport-retry", "", "CMO", pk="file"),
    at("scoringrun-list", "CMOFWR", ""),
    at("scoringrun-detail", "CMO", "", pk="run"),
    at("scoringrun-retry", "", "CMO", pk="run"),
    at("error-budget-list", "CMOWR", ""),
    at("error-budget-alerts", "CMOWR", ""),
    at("promise-break-cost", "CMOWR", "CMOW", promise_id="made"),
    at("error-budget-detail", "CMOWR", "", pk="made"),
    at("score-list", "CMOFWR", ""),
    at("score-supposed", "CMO", "", pk="score"),
    at("score-take", "", "CMO", pk="score"),
    at("score-detail", "CMO", "", pk="score"),
    at("me", "CMOFAWR", ""),
    at("company", "CMOFAWR", ""),
    at("audit-event-list", "CA", ""),
    at("audit-event-detail", "CA", "", pk="event"),
    at("person-list", "CMOAWR", ""),
    at("person-detail", "CMOAWR", "", pk="person"),
    at("customer-costs", "CMOWR", ""),
    at("customerspending-list", "CMOWR", "CMW"),
    at("customerspending-detail", "CMOWR", "CMW", pk="spending"),
    at("satisfaction", "CMOFWR", ""),
    at("loyalty", "", ""),
    at("loyaltystudy-list", "CMOFWR", "CMOW"),
    at("loyaltystudy-detail", "CMOFWR", "", pk="study"),
    at("loyaltystudy-cancel", "", "CMOW", pk="study"),
    at("customer-history-list", "CMOFWR", ""),
    at("silent-customer-list", "CMOFWR", ""),
    at("complaining-customer-list", "CMOFWR", ""),
    at("customer-list", "CMOFWR", "CMOW"),
    at("customer-detail", "CMOFWR", "CMOW", pk="customer"),
    at("customer-bulk", "", "CMOW"),
    at("purchase-list", "CMOFWR", "CMOW"),
    at("purchase-detail", "CMOFWR", "CMOW", pk="purchase"),
    at("purchase-bulk", "", "CMOW"),
    at("surveyanswer-list", "CMOFWR", "CMOW"),
    at("surveyanswer-detail", "CMOFWR", "CMOW", pk="answer"),
    at("surveyanswer-bulk", "", "CMOW"),
    at("interaction-list", "CMOFWR", "CMOFW"),
    at("interaction-detail", "CMOFWR", "CMOFW", pk="interaction"),
    at("interaction-bulk", "", "CMOFW"),
    at("defection-list", "CMOFWR", "CMOW"),
    at("defection-detail", "CMOFWR", "CMOW", pk="defection"),
    at("defection-bulk", "", "CMOW"),
    at("need-list", "CMOFWR", "CMOW"),
    at("need-detail", "CMOFWR", "CMOW", pk="need"),
    at("need-bulk", "", "CMOW"),
    at("customer-import-list", "CMOWR", "CMOW"),
    at("customer-import-detail", "CMO", "", pk="customer-file"),
    at("customer-import-cancel", "", "CMO", pk="customer-file"),
    at("customer-import-check", "", "CMO", pk="customer-file"),
    at("customer-import-commit", "", "CMO", pk="customer-file"),
    at("customer-import-problems", "", "", pk="customer-file"),
    at("customer-import-retry", "", "CMO", pk="customer-file"),
    at("customer-import-suggestion", "CMO", "", pk="customer-file"),
    at("customer-import-undo", "", "CMO", pk="customer-file"),
    at("segment-list", "CMOFWR", "CMOW"),
    at("segment-detail", "CMOFWR", "CMOW", pk="segment"),
    at("capability-list", "CMOFWR", "OW"),
    at("capability-detail", "CMOFWR", "OW", pk="capability"),
    at("capability-weeks", "", "OW", pk="capability"),
    at("initiative-list", "CMOFWR", "OW"),
    at("initiative-detail", "CMOFWR", "OW", pk="initiative"),
    at("initiative-drop", "", "OW", pk="initiative"),
    at("initiative-fund", "", "C", pk="initiative"),
    at("initiative-reconsider", "", "OW", pk="initiative"),
    at("initiative-take-back", "", "C", pk="initiative"),
    at("decision-list", "CMO", "C"),
    at("signoff-list", "CMO", "MO"),
    at("plan-list", "CMOFWR", "CMOW"),
    at("plan-detail", "CM", "CM", pk="plan"),
    at("plan-copy", "", "CM", pk="plan"),
    at("plan-withdraw", "", "M", pk="plan"),
    at("planversion-list", "CMOFWR", ""),
    at("planversion-detail", "CMO", "", pk="version"),
    at("commitment-list", "CMOFWR", "OW"),
    at("commitment-detail", "CMOFWR", "OW", pk="standing"),
    at("api-root", "CMOFAWR", ""),
    at("api-schema", "CMOFAWR", ""),
    at("api-docs", "CMOFA", ""),
)

# Only what the administrator may read; nothing takes a write.
ADMIN = (
    at("admin:index", "A", "A"),
    at("admin:login"),
    at("admin:logout", "SCMOFWRK", "SCMOFAWRK"),
    at("admin:password_change", "SCMOFAWRK", "SCMOFAWRK"),
    at("admin:password_change_done", "SCMOFAWRK", "SCMOFAWRK"),
    plain(
        "admin/password_change/", "/admin/password_change/", "SCMOFAWRK", "SCMOFAWRK"
    ),
    plain(
        "admin/password_change/done/",
        "/admin/password_change/done/",
        "SCMOFAWRK",
        "SCMOFAWRK",
    ),
    at("admin:autocomplete"),
    at("admin:jsi18n", "A"),
    at("admin:view_on_site", content_type_id="nobody", object_id="person"),
    at("admin:app_list", "A", "A", app_label="=accounts"),
    plain("admin/(?P<url>.*)$", "/admin/nothing"),
    *(
        address
        for model, row in (
            ("user", "person"),
            ("apikey", "key"),
            ("auditevent", "event"),
            ("company", "company"),
        )
        for address in (
            at(f"admin:accounts_{model}_changelist", "A", "A"),
            at(f"admin:accounts_{model}_add"),
            at(f"admin:accounts_{model}_history", "A", "A", object_id=row),
            at(f"admin:accounts_{model}_delete", object_id=row),
            at(f"admin:accounts_{model}_change", "A", object_id=row),
            plain(
                f"admin/accounts/{model}/<path:object_id>/",
                f"/admin/accounts/{model}/nothing",
                "A",
                "A",
            ),
        )
    ),
)

ADDRESSES: tuple[Address, ...] = (
    *ENTRANCE,
    *SETTINGS,
    *PLANS,
    *PROMISES,
    *CUSTOMERS,
    *OPERATIONS,
    *SCORES,
    *LEARN,
    *DECISIONS,
    *API,
    *ADMIN,
)

"""The addresses below /promises/."""

from django.urls import path

from promises.views import (
    citing,
    clock,
    drafting,
    imports,
    kept_to,
    leaning,
    lists,
    losses,
    needs,
    objections,
    promise,
    words,
)

app_name = "promises"

urlpatterns = [
    path("", lists.promise_list, name="list"),
    path("export/", lists.export, name="export"),
    path("new/", drafting.new, name="new"),
    path("challenges/", drafting.challenges, name="challenges"),
    path("words/", words.words, name="words"),
    path("words/<int:pk>/remove/", words.remove, name="remove-word"),
    path("needs/", needs.needs, name="needs"),
    path("needs.<str:kind>", needs.export, name="needs-export"),
    path("<int:pk>/needs/", needs.served, name="served"),
    path("break-costs/", losses.break_costs, name="break-costs"),
    path("<int:pk>/break-cost/", losses.take, name="take-break-cost"),
    path("clock/", clock.clock, name="clock"),
    path("kept-to/<int:pk>/", kept_to.kept_to, name="kept-to"),
    path("leaning-on/<int:pk>/", leaning.leaning, name="leaning"),
    path("<int:pk>/", promise.detail, name="detail"),
    path("<int:pk>/edit/", drafting.edit, name="edit"),
    path("<int:pk>/copy/", promise.copy, name="copy"),
    path("<int:pk>/put-up/", promise.put_up, name="put-up"),
    path("<int:pk>/take-back/", promise.take_back, name="take-back"),
    path("<int:pk>/go-live/", promise.go_live, name="go-live"),
    path("<int:pk>/requirements/", drafting.requirements, name="requirements"),
    path(
        "<int:pk>/frontline/<int:objection>/",
        objections.answer,
        name="answer-objection",
    ),
    path("<int:pk>/evidence/", drafting.add_evidence, name="add-evidence"),
    path("<int:pk>/evidence/cite/", citing.cite, name="cite"),
    path("<int:pk>/evidence/today/", citing.today, name="evidence-today"),
    path(
        "<int:pk>/evidence/<int:evidence>/remove/",
        drafting.remove_evidence,
        name="remove-evidence",
    ),
    path("import/", imports.uploads, name="imports"),
    path("import/<int:pk>/", imports.one_import, name="import"),
    path("import/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("import/<int:pk>/commit/", imports.commit, name="import-commit"),
    path("import/<int:pk>/cancel/", imports.cancel, name="import-cancel"),
    path("import/<int:pk>/retry/", imports.retry, name="import-retry"),
    path("import/<int:pk>/errors.csv", imports.errors, name="import-errors"),
]

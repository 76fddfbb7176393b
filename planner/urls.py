"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.admin import site as admin
from planner import api_docs, health
from planner.today import views as today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("learn/", include("planner.learn.urls")),
    path("decide/best-set/", include("planner.portfolio.urls")),
    path("decide/what-if/", include("planner.scenarios.urls")),
    path("decide/prune/", include("planner.pruning.urls")),
    path("decide/", include("planner.decisions.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("accounts/", include("accounts.entrance_urls")),
    path("admin/", admin.urls),
    path("", include("planner.assumptions.urls")),
    path("", include("planner.scores.urls")),
    path("", include("planner.execution.urls")),
    path("", include("planner.cards.urls")),
    path("notices/", include("accounts.notices_urls")),
    path("", include("planner.scheduling.urls")),
    path("outreach/", include("planner.outreach.urls")),
    path("settings/", include("accounts.urls")),
    path("plans/", include("planner.workshop.urls")),
    path("plans/", include("planner.plans.urls")),
    path("plans/", include("planner.participation.urls")),
    path("promises/", include("promises.urls")),
    path("customers/", include("customers.urls")),
    path("operations/", include("operations.urls")),
    path("outreach/", include("planner.outreach.storytelling.urls")),
    path("outreach/", include("planner.outreach.campaigning.urls")),
    path("api/v1/", include("planner.api_urls")),
    path("api/schema/", api_docs.description, name="api-schema"),
    path("api/docs/", api_docs.browser, name="api-docs"),
]

handler400 = "core.http.bad_request"
handler403 = "core.http.forbidden"
handler404 = "core.http.not_found"
handler500 = "core.http.server_error"

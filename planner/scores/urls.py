"""Where scores are shown: on plans, on operations, and in Settings."""

from django.urls import path, re_path

from planner.scores import views

app_name = "scores"
urlpatterns = [
    path("plans/verdicts/", views.verdicts, name="verdicts"),
    path("plans/<int:plan_id>/score/", views.detail, name="detail"),
    path("plans/<int:plan_id>/score/progress/", views.progress, name="progress"),
    path("plans/<int:plan_id>/score/<int:score_id>/", views.stored, name="stored"),
    re_path(
        r"^plans/(?P<plan_id>\d{1,18})/score/(?P<score_id>\d{1,18})/(?P<kind>case|result)\.json$",
        views.document,
        name="document",
    ),
    path("plans/<int:plan_id>/submit/", views.submit, name="submit"),
    path("plans/<int:plan_id>/rescore/", views.rescore, name="rescore"),
    path("plans/<int:plan_id>/score/retry/", views.retry, name="retry"),
    path("plans/<int:plan_id>/customers/", views.customers, name="customers"),
    path(
        "plans/versions/<int:version_id>/customers/",
        views.customers_short,
        name="customers-short",
    ),
    path("plans/<int:plan_id>/live-score/", views.live, name="live"),
    path("promises/<int:pk>/expected/", views.expected, name="expected"),
    path("promises/<int:pk>/forecasts/", views.forecasts, name="forecasts"),
    path("promises/<int:pk>/frontier/", views.frontier, name="frontier"),
    path(
        "promises/<int:pk>/frontier/draft/",
        views.frontier_draft,
        name="frontier-draft",
    ),
    path("plans/<int:plan_id>/live-offers/", views.live_offers, name="live-offers"),
    path("plans/<int:plan_id>/offer/", views.taken, name="taken"),
    path("plans/<int:plan_id>/offer/undo/", views.undo, name="undo-offer"),
    path("plans/<int:plan_id>/offer/weaker/", views.weaker, name="weaker"),
    path("scores/<int:score_id>/offers/<int:number>/", views.take, name="take"),
    path("operations/load/", views.load, name="load"),
    path("settings/policy/", views.policy, name="policy"),
]

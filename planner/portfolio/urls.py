"""The addresses below /decide/best-set/."""

from django.urls import path, re_path

from planner.portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("", views.home, name="home"),
    path("budgets/", views.budgets, name="budgets"),
    path("promises/", views.worths, name="worths"),
    path("promises/<int:pk>/", views.worth, name="worth"),
    path("relations/", views.relations, name="relations"),
    path("relations/prerequisites/", views.add_prerequisite, name="add-prerequisite"),
    path(
        "relations/prerequisites/<int:pk>/remove/",
        views.remove_prerequisite,
        name="remove-prerequisite",
    ),
    path("relations/exclusions/", views.add_exclusion, name="add-exclusion"),
    path(
        "relations/exclusions/<int:pk>/remove/",
        views.remove_exclusion,
        name="remove-exclusion",
    ),
    path("relations/must-haves/", views.add_must_have, name="add-must-have"),
    path(
        "relations/must-haves/<int:pk>/remove/",
        views.remove_must_have,
        name="remove-must-have",
    ),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    re_path(
        r"^(?P<pk>\d{1,18})/candidates\.(?P<kind>csv|xlsx)$",
        views.export,
        name="export",
    ),
]

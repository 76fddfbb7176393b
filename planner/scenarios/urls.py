"""The addresses below /decide/what-if/."""

from django.urls import path, re_path

from planner.scenarios import views

app_name = "scenarios"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^scenarios\.(?P<kind>csv|xlsx)$", views.list_export, name="list-export"),
    path("new/", views.new, name="new"),
    path("compare/", views.compare, name="compare"),
    path("comparisons/<int:pk>/", views.comparison, name="comparison"),
    path("comparisons/<int:pk>/progress/", views.progress, name="progress"),
    path("comparisons/<int:pk>/cancel/", views.cancel, name="cancel"),
    re_path(
        r"^comparisons/(?P<pk>\d{1,18})/rows\.(?P<kind>csv|xlsx)$",
        views.export,
        name="export",
    ),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/suppose/<slug:kind>/", views.suppose, name="suppose"),
    path("<int:pk>/changes/<int:change>/remove/", views.remove, name="remove"),
    path("<int:pk>/copy/", views.duplicate, name="copy"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/promote/", views.promote, name="promote"),
]

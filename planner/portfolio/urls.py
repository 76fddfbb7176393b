"""The addresses below /decide/best-set/."""

from django.urls import path, re_path

from planner.portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("", views.home, name="home"),
    path("budgets/", views.budgets, name="budgets"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    re_path(
        r"^(?P<pk>\d{1,18})/candidates\.(?P<kind>csv|xlsx)$",
        views.export,
        name="export",
    ),
]

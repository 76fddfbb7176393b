"""The addresses below /learn/."""

from django.urls import path, re_path

from planner.learn import views

app_name = "learn"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^predictions\.(?P<kind>csv|xlsx)$", views.export, name="export"),
    path("trust/<int:version_id>/", views.banner, name="banner"),
]

"""Where schedules are: of a plan, and of the whole company."""

from django.urls import path, re_path

from planner.scheduling import views

app_name = "scheduling"
PLAN = "plans/<int:plan_id>/schedule/"
urlpatterns = [
    path("schedule/", views.company, name="company"),
    re_path(
        r"^schedule/overbooked\.(?P<kind>csv|xlsx)$",
        views.company_export,
        name="company-export",
    ),
    path(PLAN, views.detail, name="detail"),
    path(f"{PLAN}summary/", views.summary, name="summary"),
    path(f"{PLAN}try/", views.attempt, name="attempt"),
    path(f"{PLAN}preview/", views.preview, name="preview"),
    path(f"{PLAN}ask/", views.ask, name="ask"),
    path(f"{PLAN}adopt/", views.adopt, name="adopt"),
    path(f"{PLAN}people/", views.people, name="people"),
    path(f"{PLAN}runs/<int:run_id>/", views.run, name="run"),
    path(f"{PLAN}runs/<int:run_id>/progress/", views.progress, name="progress"),
    path(f"{PLAN}runs/<int:run_id>/cancel/", views.cancel, name="cancel"),
    re_path(
        r"^plans/(?P<plan_id>\d{1,18})/schedule/tasks\.(?P<kind>csv|xlsx)$",
        views.export,
        name="export",
    ),
]

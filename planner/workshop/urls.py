"""Where planning sessions are: below their plan."""

from django.urls import path

from planner.workshop import views

app_name = "workshop"
urlpatterns = [
    path("<int:plan_id>/session/", views.session, name="session"),
    path("<int:plan_id>/session/state/", views.state, name="state"),
    path("<int:plan_id>/session/edits/", views.edits, name="edits"),
    path("<int:plan_id>/session/row/", views.row, name="row"),
    path("<int:plan_id>/session/questions/", views.questions, name="questions"),
    path("<int:plan_id>/session/facilitate/", views.facilitate, name="facilitate"),
    path("<int:plan_id>/session/end/", views.end, name="end"),
    path("<int:plan_id>/session/points/<int:point_id>/", views.point, name="point"),
    path("<int:plan_id>/session/<int:workshop_id>/", views.minutes, name="minutes"),
    path(
        "<int:plan_id>/session/<int:workshop_id>/export/<slug:kind>/",
        views.export,
        name="export",
    ),
]

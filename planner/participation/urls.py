"""Where people take part in a plan."""

from django.urls import path

from planner.participation import views

app_name = "people"
urlpatterns = [
    path("<int:plan_id>/people/", views.people, name="plan"),
    path("<int:plan_id>/people/invite/", views.invite, name="invite"),
    path("<int:plan_id>/people/answer/", views.answer, name="answer"),
    path("<int:plan_id>/people/contribute/", views.contribute, name="contribute"),
    path(
        "<int:plan_id>/people/export/<slug:what>/<slug:kind>/",
        views.export,
        name="export",
    ),
    path("<int:plan_id>/people/talk/", views.talk, name="talk"),
    path("<int:plan_id>/people/names/", views.names, name="names"),
    path("<int:plan_id>/people/marks/", views.marks, name="marks"),
    path("people/invitations/<int:invitation>/remind/", views.remind, name="remind"),
    path(
        "people/invitations/<int:invitation>/withdraw/",
        views.withdraw,
        name="withdraw",
    ),
    path("people/contributions/<int:contribution>/take/", views.take, name="take"),
    path(
        "people/contributions/<int:contribution>/decline/",
        views.decline,
        name="decline",
    ),
    path("people/threads/<int:thread>/resolve/", views.resolve, name="resolve"),
]

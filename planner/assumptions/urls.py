"""Where assumptions are tested: on their plan, one by one, and all together."""

from django.urls import path, re_path

from planner.assumptions import views

app_name = "assumptions"
urlpatterns = [
    path("plans/<int:plan_id>/assumptions/", views.plan, name="plan"),
    path("plans/<int:plan_id>/assumptions/advice/", views.advice, name="advice"),
    path("plans/<int:plan_id>/assumptions/<slug:code>/test/", views.new, name="new"),
    path("promises/<int:pk>/assumptions/", views.of_promise, name="of-promise"),
    path("operations/<int:pk>/assumptions/", views.of_capability, name="of-capability"),
    path("assumptions/", views.tests, name="list"),
    re_path(r"^assumptions\.(?P<kind>csv|xlsx)$", views.export, name="export"),
    path("assumptions/<int:pk>/", views.test, name="test"),
    path("assumptions/<int:pk>/edit/", views.edit, name="edit"),
    path("assumptions/<int:pk>/start/", views.start, name="start"),
    path("assumptions/<int:pk>/found/", views.add, name="found"),
    path("assumptions/<int:pk>/conclude/", views.conclude, name="conclude"),
    path("assumptions/<int:pk>/hold/", views.hold, name="hold"),
    path("assumptions/<int:pk>/drop/", views.drop, name="drop"),
]

"""The addresses below /cards/, and what came back to a plan."""

from django.urls import path

from planner.cards import views

app_name = "cards"

urlpatterns = [
    path("cards/", views.home, name="home"),
    path("cards/print/", views.paper, name="paper"),
    path("cards/<int:task_id>/", views.card, name="card"),
    path("cards/<int:task_id>/read/", views.acknowledge, name="acknowledge"),
    path(
        "cards/<int:task_id>/cannot-keep/<int:promise_id>/",
        views.cannot_keep,
        name="cannot-keep",
    ),
    path("cards/<int:task_id>/report/", views.report, name="report"),
    path("cards/<int:task_id>/say/", views.say, name="say"),
    path("cards/said/<int:objection>/take-back/", views.take_back, name="take-back"),
    path("cards/said/<int:objection>/words/", views.words, name="words"),
    path("plans/<int:plan_id>/came-back/", views.came_back, name="came-back"),
    path(
        "plans/<int:plan_id>/came-back/export/<slug:kind>/",
        views.export,
        name="export",
    ),
    path("plans/<int:plan_id>/came-back/<int:feedback>/", views.answer, name="answer"),
]

"""The addresses below /decide/prune/."""

from django.urls import path, re_path

from planner.pruning import views

app_name = "pruning"
KEY = r"(?P<key>(?:promise|tactic|initiative)-[a-z0-9-]{1,64})"
FILE = r"\.(?P<kind>csv|xlsx)$"
urlpatterns = [
    path("", views.home, name="home"),
    path("looks/<int:pk>/progress/", views.progress, name="progress"),
    path("looks/<int:pk>/cancel/", views.cancel, name="cancel"),
    re_path(rf"^found{FILE}", views.export, name="export"),
    re_path(rf"^what/{KEY}/$", views.finding, name="finding"),
    re_path(rf"^what/{KEY}/propose/$", views.propose, name="propose"),
    re_path(rf"^what/{KEY}/decide/$", views.settle, name="settle"),
    path("retirements/", views.past, name="past"),
    re_path(rf"^retirements{FILE}", views.past_export, name="past-export"),
    path("retirements/<int:pk>/", views.retirement, name="retirement"),
    path("retirements/<int:pk>/decide/", views.decide, name="decide"),
    path("retirements/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("retirements/<int:pk>/dissent/", views.object_to, name="object"),
    path("dissents/<int:pk>/", views.objection, name="objection"),
    path("dissents/<int:pk>/answer/", views.answer_objection, name="answer-objection"),
    path(
        "dissents/<int:pk>/withdraw/",
        views.withdraw_objection,
        name="withdraw-objection",
    ),
    path("tellings/<int:pk>/told/", views.tell, name="tell"),
    path("tellings/<int:pk>/not-told/", views.untell, name="untell"),
]

from django.urls import path, re_path

from planner.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.board, name="board"),
    path("decisions/", views.past, name="past"),
    re_path(r"^decisions\.(?P<kind>csv|xlsx)$", views.export, name="export"),
    path("decisions/<int:pk>/", views.replay, name="replay"),
    path("decisions/<int:pk>/conditions/", views.conditions, name="conditions"),
    path("decisions/<int:pk>/take-back/", views.take_back, name="take-back"),
    path("plans/<int:pk>/dissent/", views.dissent_plan, name="dissent-plan"),
    path("promises/<int:pk>/dissent/", views.dissent_promise, name="dissent-promise"),
    path("dissents/<int:pk>/", views.dissent, name="dissent"),
    path("dissents/<int:pk>/answer/", views.answer, name="answer-dissent"),
    path("dissents/<int:pk>/withdraw/", views.withdraw, name="withdraw-dissent"),
    path("recalls/<int:pk>/stand/", views.let_stand, name="let-stand"),
    path("conditions/<int:pk>/meet/", views.meet, name="meet-condition"),
    path("conditions/<int:pk>/extend/", views.extend, name="extend-condition"),
    path("conditions/<int:pk>/waive/", views.waive, name="waive-condition"),
    path("plans/<int:pk>/", views.plan, name="plan"),
    path("standing/<int:plan_id>/", views.plan_standing, name="plan-standing"),
    path("plans/<int:pk>/decide/", views.decide_plan, name="decide-plan"),
    path("plans/<int:pk>/sign/", views.sign_off, name="sign-off"),
    path("promises/<int:pk>/", views.promise, name="promise"),
    path("promises/<int:pk>/decide/", views.decide_promise, name="decide-promise"),
    path("promises/<int:pk>/record/", views.promise_record, name="promise-record"),
]

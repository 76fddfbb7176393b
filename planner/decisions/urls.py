from django.urls import path

from planner.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.board, name="board"),
    path("decisions/", views.past, name="past"),
    path("decisions/<int:pk>/", views.replay, name="replay"),
    path("plans/<int:pk>/", views.plan, name="plan"),
    path("standing/<int:plan_id>/", views.plan_standing, name="plan-standing"),
    path("plans/<int:pk>/decide/", views.decide_plan, name="decide-plan"),
    path("plans/<int:pk>/sign/", views.sign_off, name="sign-off"),
    path("promises/<int:pk>/", views.promise, name="promise"),
    path("promises/<int:pk>/decide/", views.decide_promise, name="decide-promise"),
    path("promises/<int:pk>/record/", views.promise_record, name="promise-record"),
]

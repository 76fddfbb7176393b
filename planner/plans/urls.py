"""Where the pages of plans are."""

from django.urls import path

from planner.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("export.<str:kind>", views.export, name="export"),
    path("new/", views.new, name="new"),
    path("commitments/", views.commitment_list, name="commitments"),
    path(
        "commitments/<int:commitment_id>/end/",
        views.commitment_end,
        name="commitment-end",
    ),
    path("<int:plan_id>/", views.detail, name="detail"),
    path("<int:plan_id>/edit/", views.edit, name="edit"),
    path("<int:plan_id>/check/", views.check, name="check"),
    path("<int:plan_id>/copy/", views.copy, name="copy"),
    path("<int:plan_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:plan_id>/delete/", views.delete, name="delete"),
    path("<int:plan_id>/history/", views.history, name="history"),
    path(
        "<int:plan_id>/history/<int:revision>/",
        views.bring_back,
        name="bring-back",
    ),
]

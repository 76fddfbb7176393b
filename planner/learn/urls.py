"""The addresses below /learn/."""

from django.urls import path, re_path

from planner.learn import views

app_name = "learn"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^predictions\.(?P<kind>csv|xlsx)$", views.export, name="export"),
    path("reviews/", views.reviews, name="reviews"),
    re_path(
        r"^reviews\.(?P<kind>csv|xlsx)$", views.reviews_export, name="reviews-export"
    ),
    path("reviews/<int:decision_id>/", views.review, name="review"),
    path("reviews/<int:decision_id>/judge/", views.judge, name="judge"),
    path("trust/<int:version_id>/", views.banner, name="banner"),
]

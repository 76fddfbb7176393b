"""Customers: for now, the segments that promises are made to."""

from django.urls import path

from customers.views import satisfaction, segments, silence

app_name = "customers"
urlpatterns = [
    path("satisfaction/", satisfaction.show, name="satisfaction"),
    path("quadrants/<str:corner>/", satisfaction.show_quadrant, name="quadrant"),
    path(
        "quadrants/<str:corner>.<str:kind>",
        satisfaction.download_quadrant,
        name="download-quadrant",
    ),
    path("review/", satisfaction.review, name="review"),
    path("silent/", silence.show, name="silence"),
    path("silent.<str:kind>", silence.download, name="download-silence"),
    path("complaining/", silence.show_complaining, name="complaining"),
    path(
        "complaining.<str:kind>",
        silence.download_complaining,
        name="download-complaining",
    ),
    path("segments/", segments.show_all, name="segments"),
    path("segments/new/", segments.create, name="new"),
    path("segments/<int:pk>/edit/", segments.edit, name="edit"),
    path("segments/<int:pk>/delete/", segments.delete, name="delete"),
    path("segments.<str:kind>", segments.download, name="download"),
]

"""Customers: for now, the segments that promises are made to."""

from django.urls import path

from customers.views import segments

app_name = "customers"
urlpatterns = [
    path("segments/", segments.show_all, name="segments"),
    path("segments/new/", segments.create, name="new"),
    path("segments/<int:pk>/edit/", segments.edit, name="edit"),
    path("segments/<int:pk>/delete/", segments.delete, name="delete"),
    path("segments.<str:kind>", segments.download, name="download"),
]

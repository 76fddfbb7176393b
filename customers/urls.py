"""Customers: for now, the segments that promises are made to."""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("segments/", views.show_all, name="segments"),
    path("segments/new/", views.create, name="new"),
    path("segments/<int:pk>/edit/", views.edit, name="edit"),
    path("segments/<int:pk>/delete/", views.delete, name="delete"),
    path("segments.<str:kind>", views.download, name="download"),
]

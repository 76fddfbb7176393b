"""What one was told."""

from django.urls import path

from accounts.views import notices

app_name = "notices"
urlpatterns = [
    path("", notices.notices, name="list"),
    path("read/", notices.read_all, name="read-all"),
    path("<int:notice>/read/", notices.read, name="read"),
]

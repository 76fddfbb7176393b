"""The addresses below /customers/."""

from django.urls import path

from customers.views import (
    imports,
    losses,
    loyalty,
    people,
    satisfaction,
    segments,
    silence,
)

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
    path("losses/", losses.show, name="losses"),
    path("losses/new/", losses.create, name="new-spending"),
    path("losses/<int:pk>/edit/", losses.edit, name="edit-spending"),
    path("losses/<int:pk>/delete/", losses.delete, name="delete-spending"),
    path("silent/", silence.show, name="silence"),
    path("silent.<str:kind>", silence.download, name="download-silence"),
    path("complaining/", silence.show_complaining, name="complaining"),
    path(
        "complaining.<str:kind>",
        silence.download_complaining,
        name="download-complaining",
    ),
    path("", loyalty.show, name="overview"),
    path("study/", loyalty.ask, name="study"),
    path("study/<int:pk>/progress/", loyalty.progress, name="study-progress"),
    path("study/<int:pk>/cancel/", loyalty.cancel, name="study-cancel"),
    path("all/", people.show_all, name="list"),
    path("all.<str:kind>", people.export, name="export"),
    path("<int:pk>/", people.one, name="customer"),
    path("segments/", segments.show_all, name="segments"),
    path("segments/new/", segments.create, name="new"),
    path("segments/<int:pk>/edit/", segments.edit, name="edit"),
    path("segments/<int:pk>/delete/", segments.delete, name="delete"),
    path("import/", imports.uploads, name="imports"),
    path("import/<int:pk>/", imports.one_import, name="import"),
    path("import/<int:pk>/progress/", imports.progress, name="import-progress"),
    path("import/<int:pk>/commit/", imports.commit, name="import-commit"),
    path("import/<int:pk>/cancel/", imports.cancel, name="import-cancel"),
    path("import/<int:pk>/retry/", imports.retry, name="import-retry"),
    path("import/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("import/<int:pk>/rows.csv", imports.problems, name="import-problems"),
    path("segments.<str:kind>", segments.download, name="download"),
]

"""Operations: the board, capabilities and initiatives."""

from django.urls import path

from operations.views import board, capabilities, initiatives

app_name = "operations"
urlpatterns = [
    path("", board.show, name="board"),
    path("paste/", board.paste, name="paste"),
    path("board.<str:kind>", board.download, name="download"),
    path("capabilities/new/", capabilities.create, name="new"),
    path("capabilities/<int:pk>/", capabilities.show, name="capability"),
    path("capabilities/<int:pk>/edit/", capabilities.edit, name="edit"),
    path("capabilities/<int:pk>/delete/", capabilities.delete, name="delete"),
    path("initiatives/", initiatives.show_all, name="initiatives"),
    path("initiatives/new/", initiatives.create, name="new-initiative"),
    path("initiatives/<int:pk>/edit/", initiatives.edit, name="edit-initiative"),
    path(
        "initiatives/<int:pk>/<slug:step>/", initiatives.decide, name="move-initiative"
    ),
    path("initiatives.<str:kind>", initiatives.download, name="initiatives-download"),
]

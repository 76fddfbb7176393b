from django.urls import path

from planner.outreach import views

app_name = "outreach"

urlpatterns = [
    path("", views.week, name="week"),
    path("hours/", views.hours, name="hours"),
    path("names/<int:pk>/<slug:step>/", views.name_step, name="name-step"),
    path("people/", views.people, name="people"),
    path("people/export/<slug:kind>/", views.export, name="export"),
    path("people/new/", views.new, name="new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/edit/", views.edit, name="edit"),
    path("people/<int:pk>/talk/", views.talk, name="talk"),
    path("people/<int:pk>/say/<slug:step>/", views.say, name="say"),
    path("people/<int:pk>/everything/", views.everything, name="everything"),
    path("people/<int:pk>/erase/", views.erase, name="erase"),
    path("follow-ups/", views.follow_ups, name="follow-ups"),
    path(
        "follow-ups/export/<slug:kind>/",
        views.follow_ups_export,
        name="follow-ups-export",
    ),
    path("talks/export/<slug:kind>/", views.talks_export, name="talks-export"),
    path("follow-ups/<int:pk>/<slug:step>/", views.follow_up_step, name="follow-up"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<int:one>/<int:other>/", views.pair, name="pair"),
    path("import/", views.upload, name="import"),
    path("import/<int:pk>/", views.names_file, name="file"),
    path("customers/", views.customers, name="customers"),
    path("rules/", views.rules, name="rules"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="feed"),
]

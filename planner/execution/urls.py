from django.urls import path

from planner.execution import views

app_name = "execution"
HERE = "plans/<int:plan_id>/tasks/"
TASK = f"{HERE}<int:task_id>/"
urlpatterns = [
    path(HERE, views.tasks, name="tasks"),
    path(f"{HERE}add/", views.add, name="add"),
    path(f"{HERE}bulk/", views.bulk, name="bulk"),
    path(f"{HERE}first/", views.first, name="first"),
    path(f"{HERE}money/", views.money, name="money"),
    path(f"{HERE}export/<str:kind>/", views.export, name="export"),
    path(f"{HERE}template/<str:kind>/", views.template, name="template"),
    path(f"{HERE}import/", views.bring_in, name="import"),
    path(f"{HERE}new/", views.new, name="new"),
    path(TASK, views.task, name="task"),
    path(f"{TASK}edit/", views.edit, name="edit"),
    path(f"{TASK}delete/", views.delete, name="delete"),
    path(f"{TASK}move/<str:way>/", views.move, name="move"),
    path(f"{TASK}report/<str:step>/", views.report, name="report"),
    path(f"{TASK}answer/", views.answer, name="answer"),
    path(f"{TASK}close/", views.close, name="close"),
    path(f"{TASK}links/", views.link, name="link"),
    path(f"{TASK}links/<int:link_id>/remove/", views.unlink, name="unlink"),
    path(f"{TASK}needs/", views.need, name="need"),
    path(f"{TASK}spending/", views.spend, name="spend"),
    path(f"{TASK}spending/<int:spending_id>/remove/", views.unspend, name="unspend"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="feed"),
]

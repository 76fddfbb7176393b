"""The addresses below /outreach/ of campaigns."""

from django.urls import path

from planner.outreach.views import campaigns

app_name = "campaigns"

urlpatterns = [
    path("campaigns/", campaigns.campaigns_list, name="list"),
    path("campaigns/ground/", campaigns.ground, name="ground"),
    path("campaigns/ground/hours/", campaigns.hours, name="hours"),
    path("campaigns/ground/promises/", campaigns.promises, name="promises"),
    path("campaigns/<int:pk>/", campaigns.detail, name="detail"),
    path("campaigns/<int:pk>/export/<slug:kind>/", campaigns.export, name="export"),
    path("campaigns/plan/<int:plan_id>/", campaigns.of_plan, name="of-plan"),
    path("campaigns/plan/<int:plan_id>/new/", campaigns.new, name="new"),
]

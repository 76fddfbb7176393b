"""The pages of Settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guards import page
from accounts.policy import Act
from accounts.queries import company


@page(Act.SIGN_IN)
def settings(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/settings.html", {"company": company()})

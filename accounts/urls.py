"""Settings: the company, its people, keys and the audit trail."""

from django.urls import path

from accounts.views import audit, company, days_off, deputies, keys, people

app_name = "accounts"
urlpatterns = [
    path("", company.settings, name="settings"),
    path("profile/", company.profile, name="profile"),
    path("profile/post/", company.post, name="post"),
    path("company/", company.company, name="company"),
    path("days-off/", days_off.days_off, name="days-off"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:person>/", people.person, name="person"),
    path("people/<int:person>/link/", people.link, name="invitation-link"),
    path(
        "people/<int:person>/second-step/reset/",
        people.reset_second_step,
        name="reset-second-step",
    ),
    path(
        "people/<int:person>/end/", people.access, {"change": "end"}, name="end-access"
    ),
    path(
        "people/<int:person>/restore/",
        people.access,
        {"change": "restore"},
        name="restore-access",
    ),
    path("absences/", deputies.deputies, name="deputies"),
    path("absences/<int:deputy>/end/", deputies.end, name="end-deputyship"),
    path("keys/", keys.keys, name="keys"),
    path("keys/new/", keys.create, name="new-key"),
    path("keys/<int:key>/revoke/", keys.revoke, name="revoke-key"),
    path("audit/", audit.audit, name="audit"),
    path("audit/chain/", audit.chain, name="audit-chain"),
    path("audit/export.csv", audit.export, name="audit-export"),
]

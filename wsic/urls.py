from django.urls import URLPattern, URLResolver, include, path

from wsic import errors, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wsic.home.urls")),
    path("", include("wsic.accounts.urls")),
    path("", include("wsic.review.urls")),
    path("organisations/", include("wsic.organisations.urls")),
    path("", include("patients.urls")),
    path("", include("tiers.urls")),
    path("", include("careplans.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.failed

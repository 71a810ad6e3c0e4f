from django.urls import URLPattern, path

from . import views

app_name = "tiers"
urlpatterns: list[URLPattern] = [
    path("register/", views.register, name="register"),
    path("register/<uuid:organisation_id>/", views.register_of, name="register_of"),
    path("register/<uuid:organisation_id>/print/", views.register_print, name="register_print"),
    path("people/<uuid:person_id>/tier/", views.person_tier, name="person_tier"),
    path("people/<uuid:person_id>/tier/explain/", views.explain, name="explain"),
    path(
        "organisations/<uuid:organisation_id>/numbers/",
        views.organisation_numbers,
        name="organisation_numbers",
    ),
    path(
        "organisations/<uuid:organisation_id>/people/", views.organisation_people, name="organisation_people"
    ),
]

from django.urls import URLPattern, path

from tiers.views import history, people, registers

app_name = "tiers"
urlpatterns: list[URLPattern] = [
    path("register/", registers.register, name="register"),
    path("register/<uuid:organisation_id>/", registers.register_of, name="register_of"),
    path("register/<uuid:organisation_id>/print/", registers.register_print, name="register_print"),
    path("people/<uuid:person_id>/tier/", people.person_tier, name="person_tier"),
    path("people/<uuid:person_id>/tier/history/", history.person_history, name="person_history"),
    path("people/<uuid:person_id>/tier/explain/", people.explain, name="explain"),
    path("people/<uuid:person_id>/tier/decide/", people.decide, name="decide"),
    path(
        "organisations/<uuid:organisation_id>/numbers/",
        registers.organisation_numbers,
        name="organisation_numbers",
    ),
    path(
        "organisations/<uuid:organisation_id>/people/",
        registers.organisation_people,
        name="organisation_people",
    ),
]

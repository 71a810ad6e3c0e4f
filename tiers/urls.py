from django.urls import URLPattern, path

from tiers.api import people as api
from tiers.views import history, links, organisations, people, registers, worklist

app_name = "tiers"
urlpatterns: list[URLPattern] = [
    path("register/", registers.register, name="register"),
    path("register/<uuid:organisation_id>/", registers.register_of, name="register_of"),
    path("register/<uuid:organisation_id>/print/", registers.register_print, name="register_print"),
    path("register/<uuid:organisation_id>/linked/", links.register_linked, name="register_linked"),
    path("people/<uuid:person_id>/links/compare/", links.link_compare, name="link_compare"),
    path("people/<uuid:person_id>/links/add/", links.link_add, name="link_add"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/<uuid:organisation_id>/", worklist.worklist_of, name="worklist_of"),
    path("worklist/<uuid:organisation_id>/print/", worklist.worklist_print, name="worklist_print"),
    path("worklist/<uuid:organisation_id>/csv/", worklist.worklist_csv, name="worklist_csv"),
    path("worklist/<uuid:organisation_id>/next/", worklist.worklist_next, name="worklist_next"),
    path("people/<uuid:person_id>/tier/", people.person_tier, name="person_tier"),
    path("api/people/<uuid:person_id>/tier/explanation/", api.explanation, name="api_explanation"),
    path("people/<uuid:person_id>/tier/history/", history.person_history, name="person_history"),
    path("people/<uuid:person_id>/tier/explain/", people.explain, name="explain"),
    path("people/<uuid:person_id>/tier/decide/", people.decide, name="decide"),
    path(
        "organisations/<uuid:organisation_id>/tiers/",
        organisations.organisation_tiers,
        name="organisation_tiers",
    ),
    path(
        "organisations/<uuid:organisation_id>/numbers/",
        organisations.organisation_numbers,
        name="organisation_numbers",
    ),
    path(
        "organisations/<uuid:organisation_id>/people/",
        organisations.organisation_people,
        name="organisation_people",
    ),
]

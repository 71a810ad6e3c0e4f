from django.urls import URLPattern, path

from patients.views import (
    access_reviews,
    agreements,
    break_glass,
    imports,
    people,
    preferences,
    quarantine,
)

app_name = "patients"
urlpatterns: list[URLPattern] = [
    path("search/", people.person_search, name="person_search"),
    path("people/<uuid:person_id>/", people.person_detail, name="person_detail"),
    path("people/<uuid:person_id>/preferences/", preferences.person_preferences, name="person_preferences"),
    path("people/<uuid:person_id>/preferences/note/", preferences.preference_note, name="preference_note"),
    path("people/<uuid:person_id>/preferences/end/", preferences.preference_end, name="preference_end"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<uuid:organisation_id>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<uuid:organisation_id>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path(
        "agreements/<uuid:organisation_id>/withdraw/",
        agreements.agreement_withdraw,
        name="agreement_withdraw",
    ),
    path(
        "agreements/<uuid:organisation_id>/take-back/",
        agreements.agreement_take_back,
        name="agreement_take_back",
    ),
    path("emergency-access/", break_glass.break_glass_open, name="break_glass_open"),
    path("emergency-access/<uuid:review_id>/end/", break_glass.break_glass_end, name="break_glass_end"),
    path("access-reviews/", access_reviews.review_list, name="review_list"),
    path("access-reviews/<uuid:review_id>/", access_reviews.review_detail, name="review_detail"),
    path("access-reviews/<uuid:review_id>/settle/", access_reviews.review_settle, name="review_settle"),
    path("access-reviews/<uuid:review_id>/answer/", access_reviews.review_answer, name="review_answer"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<uuid:import_id>/", imports.import_detail, name="import_detail"),
    path("imports/<uuid:import_id>/mapping/", imports.import_mapping, name="import_mapping"),
    path("imports/<uuid:import_id>/approve/", imports.import_approve, name="import_approve"),
    path("imports/<uuid:import_id>/refuse/", imports.import_refuse, name="import_refuse"),
    path("imports/<uuid:import_id>/people/", imports.import_people, name="import_people"),
    path("imports/<uuid:import_id>/report/", imports.import_report, name="import_report"),
    path("quarantine/", quarantine.quarantine_list, name="quarantine_list"),
    path("quarantine/<uuid:row_id>/", quarantine.quarantine_detail, name="quarantine_detail"),
    path("quarantine/<uuid:row_id>/correct/", quarantine.quarantine_correct, name="quarantine_correct"),
    path("quarantine/<uuid:row_id>/approve/", quarantine.quarantine_approve, name="quarantine_approve"),
    path("quarantine/<uuid:row_id>/close/", quarantine.quarantine_close, name="quarantine_close"),
]

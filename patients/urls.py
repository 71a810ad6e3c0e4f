from django.urls import URLPattern, path

from patients.views import agreements, imports, people, quarantine

app_name = "patients"
urlpatterns: list[URLPattern] = [
    path("search/", people.person_search, name="person_search"),
    path("people/<uuid:person_id>/", people.person_detail, name="person_detail"),
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

from django.urls import URLPattern, path

from careplans.views import contacts

app_name = "careplans"
urlpatterns: list[URLPattern] = [
    path("people/<uuid:person_id>/contacts/", contacts.person_contacts, name="person_contacts"),
    path("people/<uuid:person_id>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("people/<uuid:person_id>/contacts/record/", contacts.contact_record, name="contact_record"),
    path("people/<uuid:person_id>/contacts/retract/", contacts.contact_retract, name="contact_retract"),
]

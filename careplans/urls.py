from django.urls import URLPattern, path

from careplans.views import contacts, due, due_file, front_sheet, my_day, offers, sessions, tasks

app_name = "careplans"
urlpatterns: list[URLPattern] = [
    path("my-day/", my_day.my_day, name="my_day"),
    path("people/<uuid:person_id>/", front_sheet.person_front_sheet, name="front_sheet"),
    path("people/<uuid:person_id>/contacts/", contacts.person_contacts, name="person_contacts"),
    path("people/<uuid:person_id>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("people/<uuid:person_id>/contacts/record/", contacts.contact_record, name="contact_record"),
    path("people/<uuid:person_id>/contacts/no-answer/", contacts.contact_no_answer, name="contact_no_answer"),
    path("people/<uuid:person_id>/contacts/retract/", contacts.contact_retract, name="contact_retract"),
    path("people/<uuid:person_id>/tasks/", tasks.person_tasks, name="person_tasks"),
    path("people/<uuid:person_id>/tasks/add/", tasks.task_add, name="task_add"),
    path("people/<uuid:person_id>/sessions/", sessions.person_sessions, name="person_sessions"),
    path("people/<uuid:person_id>/sessions/book/", sessions.session_book, name="session_book"),
    path("people/<uuid:person_id>/sessions/record/", sessions.session_record, name="session_record"),
    path("people/<uuid:person_id>/sessions/offer/", offers.session_offer, name="session_offer"),
    path("people/<uuid:person_id>/sessions/review/", offers.review_ask, name="review_ask"),
    path("due/", due.due, name="due"),
    path("due/<uuid:organisation_id>/", due.due_of, name="due_of"),
    path("due/<uuid:organisation_id>/print/", due_file.due_print, name="due_print"),
    path("due/<uuid:organisation_id>/csv/", due_file.due_csv, name="due_csv"),
    path("sessions/<uuid:session_id>/", sessions.session_detail, name="session_detail"),
    path("sessions/<uuid:session_id>/end/", sessions.session_end, name="session_end"),
    path("sessions/<uuid:session_id>/in-error/", sessions.session_in_error, name="session_in_error"),
    path("offers/<uuid:offer_id>/answer/", offers.offer_answer, name="offer_answer"),
    path("offers/<uuid:offer_id>/in-error/", offers.offer_in_error, name="offer_in_error"),
    path("reviews/<uuid:review_id>/close/", offers.review_close, name="review_close"),
    path("tasks/<uuid:task_id>/", tasks.task_detail, name="task_detail"),
    path("tasks/<uuid:task_id>/close/", tasks.task_close, name="task_close"),
    path("tasks/<uuid:task_id>/hand/", tasks.task_hand, name="task_hand"),
]

from django.urls import URLPattern, path

from careplans.views import contacts, front_sheet, my_day, tasks

app_name = "careplans"
urlpatterns: list[URLPattern] = [
    path("my-day/", my_day.my_day, name="my_day"),
    path("people/<uuid:person_id>/", front_sheet.person_front_sheet, name="front_sheet"),
    path("people/<uuid:person_id>/contacts/", contacts.person_contacts, name="person_contacts"),
    path("people/<uuid:person_id>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("people/<uuid:person_id>/contacts/record/", contacts.contact_record, name="contact_record"),
    path("people/<uuid:person_id>/contacts/retract/", contacts.contact_retract, name="contact_retract"),
    path("people/<uuid:person_id>/tasks/", tasks.person_tasks, name="person_tasks"),
    path("people/<uuid:person_id>/tasks/add/", tasks.task_add, name="task_add"),
    path("tasks/<uuid:task_id>/", tasks.task_detail, name="task_detail"),
    path("tasks/<uuid:task_id>/close/", tasks.task_close, name="task_close"),
    path("tasks/<uuid:task_id>/hand/", tasks.task_hand, name="task_hand"),
]

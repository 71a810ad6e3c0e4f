from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.overview, name="overview"),
    path("audit/find/", views.find_person, name="find_person"),
    path("audit/users/", views.users, name="users"),
    path("audit/people/<uuid:person_id>/", views.of_person, name="of_person"),
    path("audit/people/<uuid:person_id>/csv/", views.of_person_csv, name="of_person_csv"),
    path("audit/users/<uuid:user_id>/", views.of_user, name="of_user"),
    path("audit/users/<uuid:user_id>/csv/", views.of_user_csv, name="of_user_csv"),
]

from django.urls import path

from .views import retracted, trail

app_name = "audit"
urlpatterns = [
    path("audit/", trail.overview, name="overview"),
    path("audit/find/", trail.find_person, name="find_person"),
    path("audit/users/", trail.users, name="users"),
    path("audit/people/<uuid:person_id>/", trail.of_person, name="of_person"),
    path("audit/people/<uuid:person_id>/csv/", trail.of_person_csv, name="of_person_csv"),
    path("audit/users/<uuid:user_id>/", trail.of_user, name="of_user"),
    path("audit/users/<uuid:user_id>/csv/", trail.of_user_csv, name="of_user_csv"),
    path("retracted/", retracted.retracted, name="retracted"),
    path("retracted/<uuid:record_id>/", retracted.retracted_record, name="retracted_record"),
]

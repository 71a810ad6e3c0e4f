from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("unlock/", views.unlock, name="unlock"),
    path("prove/", views.prove, name="prove"),
    path("session/", views.session_left, name="session_left"),
    path("session/stay/", views.stay, name="stay"),
]

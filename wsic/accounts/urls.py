from django.urls import path

from .views import account, second_factor, session, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/second-factor/", sign_in.sign_in_set_up, name="sign_in_set_up"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/telephone/", account.telephone, name="telephone"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/end/", account.sessions_end, name="sessions_end"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/second-factor/remove/", second_factor.second_factor_remove, name="second_factor_remove"),
    path("account/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("unlock/", session.unlock, name="unlock"),
    path("prove/", session.prove, name="prove"),
    path("session/", session.session_left, name="session_left"),
    path("session/stay/", session.stay, name="stay"),
]

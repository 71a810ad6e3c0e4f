from django.urls import path

app_name = "tiers"
urlpatterns: list[object] = []

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "wsic.review"

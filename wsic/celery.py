"""Celery is only the wake-up call: wsic.jobs, in the database, is the queue."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

from wsic.startup import WallsDown, refuse_without_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsic.settings")

app = Celery("wsic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "jobs.look": {"task": "jobs.look", "schedule": 15.0},
    # One that waited behind a long job has nothing to say that the next one does not.
    "audit.seal": {"task": "audit.seal", "schedule": 5.0, "options": {"expires": 5.0}},
    "audit.reconcile_spool": {
        "task": "audit.reconcile_spool",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "audit.add_months": {
        "task": "audit.add_months",
        "schedule": crontab(hour="3", minute="5"),
    },
    "accounts.clear_sessions": {
        "task": "accounts.clear_sessions",
        "schedule": crontab(hour="3", minute="10"),
    },
    "patients.remove_files": {
        "task": "patients.remove_files",
        "schedule": crontab(hour="3", minute="20"),
    },
    "tiers.renew_scoring": {
        "task": "tiers.renew_scoring",
        "schedule": crontab(hour="3", minute="30"),
    },
    "careplans.count_sessions": {
        "task": "careplans.count_sessions",
        "schedule": crontab(hour="3", minute="40"),
    },
}


@worker_init.connect
def refuse_to_start_without_walls(**_newer_arguments: object) -> None:
    """Before the pool forks.  Celery swallows what a signal raises, except the wish to leave."""
    try:
        refuse_without_walls()
    except WallsDown as reason:
        raise SystemExit(str(reason)) from reason

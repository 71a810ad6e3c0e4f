"""Care plans that wait for a GP's signature: the list, a plan read and signed, a signature taken back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from careplans import plan_addresses
from careplans.access import signing as access
from careplans.actions import signing as actions
from careplans.queries import signing as queries
from careplans.views.plans import about, plan_asked
from tiers.queries.register import registers
from tiers.views.asking import asked
from tiers.views.recording import record_read
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.pages import page, page_number, page_size, paging, without_empty_words


@require_safe
def signing(request: HttpRequest) -> HttpResponse:
    own = registers(user_of(request))
    rows = [
        (each.name, each.get_kind_display(), reverse("careplans:signing_of", args=[each.public_id]))
        for each in own
    ]
    if len(rows) == 1:
        return redirect(rows[0][-1])
    return page(request, "tiers/list_choose.html", {"rows": rows, "list": "Plans to sign"})


@require_safe
@without_empty_words
def signing_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, words = asked(request, organisation_id), request.GET
    number, size = page_number(words), page_size(words)
    shown = queries.signing_page(of.user, of.practices, on=of.today, number=number, size=size)
    record_read(of.user, "plan.signing_read", shown.ids, of.subject)
    context = {
        "name": of.organisation.name,
        "rows": [(row, reverse("careplans:plan_sign", args=[row.plan])) for row in shown.rows],
        "paging": paging(words, shown.total),
    }
    return page(request, "careplans/signing_list.html", context)


@require_safe
def plan_sign(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_asked(request, plan_id)
    shown = queries.sign_page(plan, user=user_of(request))
    context = {
        **about(request, plan.person),
        "signing": shown,
        "shown": shown.shown,
        "body": plan_addresses.body(shown.shown),
        "back": plan_addresses.plan(plan_id),
    }
    return page(request, "careplans/plan_sign.html", context)


@require_POST
def plan_sign_record(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_asked(request, plan_id)
    require(access.refuse_sign(user_of(request), plan.person))
    actions.sign_plan(plan=plan, by=user_of(request), at=clock.now())
    return redirect("careplans:plan_sign", plan_id)


@require_POST
def signature_undo(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    user = user_of(request)
    found = get_object_or_404(queries.signatures_of(user), public_id=signature_id)
    require(access.refuse_undo(user, found))
    actions.undo_signature(signature=found, by=user, at=clock.now())
    return redirect("careplans:plan_sign", found.plan.public_id)

"""Two versions of a care plan beside each other."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from careplans import plan_addresses
from careplans.queries.plan_compared import compared
from careplans.views.plans import about, plan_asked
from wsic.accounts.requests import user_of
from wsic.ids import typed_id
from wsic.pages import page


@require_safe
def plan_compare(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan, typed = user_of(request), plan_asked(request, plan_id), request.GET.get("with", "")
    other = typed_id(typed)
    if typed and other is None:
        raise Http404
    try:
        shown = compared(plan, other=other, user=user)
    except LookupError as unknown:
        raise Http404 from unknown
    context = {
        **about(request, plan.person),
        "compared": shown,
        "others": [
            (each, plan_addresses.compare(plan_id, each.public_id), each == shown.before)
            for each in shown.others
        ],
        "back": plan_addresses.plan(plan_id),
    }
    return page(request, "careplans/plan_compare.html", context)

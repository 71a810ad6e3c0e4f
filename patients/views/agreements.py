"""Agreements: the list, those of one organisation, signing, withdrawing, taking back."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from patients.access import agreements as access
from patients.actions import agreements as actions
from patients.forms.agreements import AgreementFilter, SignForm, TakeBackForm, WithdrawForm
from patients.queries import agreements as queries
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.organisations.actions import NotTakenBack, NotWithdrawn
from wsic.organisations.models import Agreement, Organisation
from wsic.pages import page, paging, without_empty_words

LIST_PARTIALS = frozenset({"agreements"})


@require_safe
@without_empty_words
def agreement_list(request: HttpRequest) -> HttpResponse:
    require(access.refuse_read_agreements(user_of(request)))
    form = AgreementFilter(request.GET)
    chosen, on = form.chosen(), clock.today()
    found = queries.agreement_rows(chosen, on=on)
    rows = [row for row in found if chosen.get("state", row.state.name) == row.state.name]
    pages = paging(request.GET, len(rows))
    context = {
        "filter": form,
        "rows": rows[max(0, pages.first - 1) : pages.last],
        "hand_overs": queries.hand_overs(found, on=on),
        "paging": pages,
        "chosen": bool(chosen),
    }
    return page(request, "patients/agreement_list.html", context, partials=LIST_PARTIALS)


@require_safe
def agreement_detail(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    require(access.refuse_read_agreements(user_of(request)))
    return _organisation_page(request, _organisation(organisation_id))


@require_POST
def agreement_sign(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    require(access.refuse_change_agreements(user_of(request)))
    organisation = _organisation(organisation_id)
    form = SignForm(request.POST, today=clock.today(), kind=request.POST.get("kind", ""))
    if not form.is_valid():
        return _organisation_page(request, organisation, form, status=422)
    actions.sign_agreement(
        organisation=organisation,
        kind=form.agreement_kind,
        signed_on=form.cleaned_data["signed_on"],
        signed_by=form.cleaned_data["signed_by"],
        by=user_of(request),
        at=clock.now(),
    )
    return redirect("patients:agreement_detail", organisation_id)


@require_POST
def agreement_withdraw(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Without the word that confirms it: what it would change."""
    require(access.refuse_change_agreements(user_of(request)))
    organisation, form = _organisation(organisation_id), _withdraw_form(request)
    if not form.is_valid():
        return _organisation_page(request, organisation, form, status=422)
    if not form.cleaned_data["confirmed"]:
        return _confirm_page(request, organisation, form)
    try:
        _withdraw(request, organisation, form)
    except NotWithdrawn as refused:
        form.add_error(None, str(refused))
        return _organisation_page(request, organisation, form, status=422)
    return redirect("patients:agreement_detail", organisation_id)


@require_POST
def agreement_take_back(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    require(access.refuse_change_agreements(user_of(request)))
    organisation, form = _organisation(organisation_id), TakeBackForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, organisation, form, status=422)
    agreement = get_object_or_404(Agreement, organisation=organisation, pk=form.cleaned_data["entry"])
    try:
        actions.take_back_agreement(
            agreement=agreement,
            withdrawal_only=form.cleaned_data["withdrawal_only"],
            reason=form.cleaned_data["reason"],
            by=user_of(request),
            at=clock.now(),
        )
    except NotTakenBack as refused:
        form.add_error(None, str(refused))
        return _organisation_page(request, organisation, form, status=409)
    return redirect("patients:agreement_detail", organisation_id)


def _organisation(organisation_id: UUID) -> Organisation:
    return get_object_or_404(Organisation, public_id=organisation_id)


def _withdraw_form(request: HttpRequest) -> WithdrawForm:
    return WithdrawForm(
        request.POST,
        today=clock.today(),
        hand_over=settings.HAND_OVER,
        kind=request.POST.get("kind", ""),
    )


def _withdraw(request: HttpRequest, organisation: Organisation, form: WithdrawForm) -> None:
    actions.withdraw_agreement(
        organisation=organisation,
        kind=form.agreement_kind,
        withdrawn_on=form.cleaned_data["withdrawn_on"],
        hand_over_until=form.cleaned_data["hand_over_until"],
        by=user_of(request),
    )


def _confirm_page(request: HttpRequest, organisation: Organisation, form: WithdrawForm) -> HttpResponse:
    withdrawn_on = form.cleaned_data["withdrawn_on"]
    effect = queries.effect_of_withdrawal(organisation, form.agreement_kind, withdrawn_on=withdrawn_on)
    context = {"name": organisation.name, "public_id": organisation.public_id, "effect": effect}
    context |= {"chosen": form.cleaned_data, "kind": form.agreement_kind}
    return page(request, "patients/agreement_withdraw.html", context)


def _organisation_page(
    request: HttpRequest,
    organisation: Organisation,
    form: SignForm | WithdrawForm | TakeBackForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """:param form: the one that was sent, whose errors are shown where it stands"""
    shown = queries.agreement_page(organisation, user=user_of(request), on=clock.today())
    panels = [(each, *_forms_of(each.kind, form)) for each in shown.kinds]
    context = {"page": shown, "panels": panels, "form": form, "taking_back": _taking_back(form)}
    return page(request, "patients/agreement_detail.html", context, status=status)


def _forms_of(kind: str, sent: object) -> tuple[SignForm, WithdrawForm]:
    """The forms of one agreement: what was sent of it, or anew."""
    today = clock.today()
    ours = isinstance(sent, SignForm | WithdrawForm) and sent.data.get("kind") == kind
    signing = sent if ours and isinstance(sent, SignForm) else SignForm(today=today, kind=kind)
    anew = WithdrawForm(today=today, hand_over=settings.HAND_OVER, kind=kind)
    return signing, sent if ours and isinstance(sent, WithdrawForm) else anew


def _taking_back(sent: object) -> TakeBackForm:
    return sent if isinstance(sent, TakeBackForm) else TakeBackForm()

"""Invitations by letter: whom to, written, printed, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import due_addresses
from careplans.access import people as access
from careplans.actions import letters as actions
from careplans.actions.once import UsedForm
from careplans.forms.due import LettersFilter
from careplans.forms.letters import LettersForm
from careplans.forms.sessions import InErrorForm
from careplans.queries import letters as queries
from careplans.queries import letters_due as choosing
from tiers.models import ListName
from tiers.queries.links import how_many_not_listed
from tiers.saved_here import saved_here
from tiers.views.asking import Asked, asked, choices_of
from tiers.views.recording import record_export, record_read
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.pages import page, without_empty_words

AGAIN = "Who was to get one is due again: to be invited, or rung where the language has no wording."


@require_safe
@without_empty_words
def letters_choose(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return _choose(request, asked(request, organisation_id))


@require_POST
def letters_write(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, form = asked(request, organisation_id), LettersForm(request.POST)
    require(access.refuse_my_day(of.user))
    if not form.is_valid():
        return _choose(request, of, form, status=422)
    said = form.cleaned_data
    written = actions.Written(on=of.today, reply_to=said["reply_to"], once=said["once"])
    practices = [each.pk for each in of.practices]
    people = choosing.chosen(of.user, said["person"])
    try:
        actions.write_letters(people, written, practices=practices, by=of.user, at=clock.now())
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return _choose(request, of, form, status=409)
    return redirect("careplans:letters_detail", said["once"])


@require_safe
def letters_detail(request: HttpRequest, letters_id: UUID) -> HttpResponse:
    return _detail(request, letters_id, InErrorForm())


@require_safe
@step_up
def letters_print(request: HttpRequest, letters_id: UUID) -> HttpResponse:
    batch, run = _batch(request, letters_id), request.GET.get("run")
    letters = {"english": batch.in_english, "own": batch.in_own}.get(str(run), batch.going)
    user, ids = user_of(request), [each.person.pk for each in letters]
    printed = actions.print_letters(ids, once=letters_id, by=user)
    letters = tuple(each for each in letters if each.person.pk in printed)
    record_export(user, "session.letters_printed", sorted(printed), f"letters:{letters_id}")
    context = {"batch": batch, "letters": letters, "several_sheets": any(each.own for each in letters)}
    return page(request, "careplans/letters_print.html", context)


@require_POST
def letters_in_error(request: HttpRequest, letters_id: UUID) -> HttpResponse:
    user, form = user_of(request), InErrorForm(request.POST)
    _batch(request, letters_id)
    require(access.refuse_my_day(user))
    if not form.is_valid():
        return _detail(request, letters_id, form, status=422)
    taken = actions.take_back_letters(once=letters_id, reason=form.why(), by=user, at=clock.now())
    messages.success(request, f"{taken} letter{'' if taken == 1 else 's'} marked as entered in error.")
    return redirect("careplans:letters_detail", letters_id)


@require_POST
def letters_wording_ended(request: HttpRequest, letters_id: UUID) -> HttpResponse:
    user = user_of(request)
    _batch(request, letters_id)
    require(access.refuse_my_day(user))
    taken = actions.take_back_ended(once=letters_id, by=user, at=clock.now())
    if taken:
        messages.success(request, f"{taken} letter{'' if taken == 1 else 's'} taken back. {AGAIN}")
    return redirect("careplans:letters_detail", letters_id)


def _detail(request: HttpRequest, letters_id: UUID, form: InErrorForm, *, status: int = 200) -> HttpResponse:
    batch = _batch(request, letters_id)
    ids = [each.person.pk for each in batch.letters]
    record_read(user_of(request), "session.letters_read", ids, f"letters:{letters_id}")
    context = {"batch": batch, "today": clock.today(), "form": form}
    return page(request, "careplans/letters_detail.html", context, status=status)


def _batch(request: HttpRequest, letters_id: UUID) -> queries.LetterBatch:
    user = user_of(request)
    offers = list(queries.written_together(user, letters_id))
    if not offers:
        raise Http404
    return queries.letter_batch(offers, user=user, on=clock.today())


def _choose(
    request: HttpRequest, of: Asked, form: LettersForm | None = None, *, status: int = 200
) -> HttpResponse:
    narrowed = LettersFilter(request.GET, practices=choices_of(of.practices))
    wanted = {name: narrowed.chosen().get(name) for name in narrowed.filters}
    due = choosing.letters_due(of.user, of.practices, on=of.today, **wanted)
    record_read(of.user, "session.letters_due_read", [row.person.pk for row in due.rows], of.subject)
    context = {
        "due": due,
        "several": of.several,
        "today": of.today,
        "most": choosing.MOST,
        "left_behind": choosing.left_behind(of.user),
        "form": form or LettersForm(reply_to=choosing.last_reply_to(of.user)),
        **_frame(of, narrowed),
        "saved": saved_here(ListName.LETTERS, of.organisation.public_id, request.GET, narrowed),
    }
    if due.any_linked:
        context["not_listed"] = how_many_not_listed(of.user, of.practices, on=of.today)
    return page(request, "careplans/letters_choose.html", context, status=status)


def _frame(of: Asked, narrowed: LettersFilter) -> dict[str, Any]:
    """Filters and addresses, which keep them."""
    public_id, query = of.organisation.public_id, narrowed.query()
    return {
        "name": of.organisation.name,
        "within": public_id,
        "fields": narrowed.shown_fields(),
        "chips": [words for _, words in narrowed.chips()],
        "everybody": due_addresses.letters(public_id),
        "back": due_addresses.due(public_id, query),
        "write_address": due_addresses.write_letters(public_id, query),
        "ring_address": due_addresses.to_ring(public_id, query),
    }

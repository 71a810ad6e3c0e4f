"""Wordings of invitations in other languages: entered, previewed, replaced, withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans.access import letter_texts as access
from careplans.actions import letter_texts as actions
from careplans.actions.once import UsedForm
from careplans.forms.letter_texts import TextForm, WithdrawForm
from careplans.models import LetterText, SessionKind
from careplans.queries import letter_texts as queries
from careplans.rules.languages import BY_NAME
from careplans.rules.letter_texts import typeface_says
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.pages import page

PREVIEW = "preview"  # the button that shows and does not keep


@require_safe
def letter_texts(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    require(access.refuse_read_texts(user))
    context = {
        "rows": queries.letter_texts(),
        "which": queries.WHICH,
        "may_keep": access.refuse_keep_texts(user) is None,
    }
    return page(request, "careplans/letter_texts.html", context)


@require_safe
def letter_text_new(request: HttpRequest) -> HttpResponse:
    require(access.refuse_keep_texts(user_of(request)))
    return _form_page(request, TextForm(today=clock.today()))


@require_POST
def letter_text_keep(request: HttpRequest) -> HttpResponse:
    user, form = user_of(request), TextForm(request.POST, today=clock.today())
    require(access.refuse_keep_texts(user))
    if not form.is_valid() or request.POST.get("then") == PREVIEW:
        return _form_page(request, form, status=200 if form.is_valid() else 422)
    said = {name: form.cleaned_data[name] for name in ("upon", "why", "once")}
    try:
        text = actions.keep_text(wording=form.wording(), **said, by=user, at=clock.now())
    except (actions.ChangedText, actions.SameText, UsedForm) as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, status=409)
    messages.success(request, f"Kept as version {text.version}. Letters are written with it from now on.")
    return redirect("careplans:letter_text", text.public_id)


@require_safe
def letter_text(request: HttpRequest, text_id: UUID) -> HttpResponse:
    require(access.refuse_read_texts(user_of(request)))
    return _text_page(request, _text(text_id), WithdrawForm())


@require_safe
def letter_text_next(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """The next version, which begins with the words of this one."""
    require(access.refuse_keep_texts(user_of(request)))
    return _form_page(request, TextForm(today=clock.today(), text=_text(text_id)))


@require_POST
def letter_text_withdraw(request: HttpRequest, text_id: UUID) -> HttpResponse:
    user, form = user_of(request), WithdrawForm(request.POST)
    require(access.refuse_keep_texts(user))
    text = _text(text_id)
    if not form.is_valid():
        return _text_page(request, text, form, status=422)
    actions.withdraw_text(text=text, why=form.cleaned_data["why"], by=user, at=clock.now())
    return redirect("careplans:letter_text", text_id)


def _text(text_id: UUID) -> LetterText:
    return get_object_or_404(LetterText, public_id=text_id)


def _text_page(
    request: HttpRequest, text: LetterText, form: WithdrawForm, *, status: int = 200
) -> HttpResponse:
    may_keep = access.refuse_keep_texts(user_of(request)) is None
    context = {"page": queries.text_page(text), "form": form, "may_keep": may_keep}
    return page(request, "careplans/letter_text.html", context, status=status)


def _form_page(request: HttpRequest, form: TextForm, *, status: int = 200) -> HttpResponse:
    """With a preview where language and wording are sent and right."""
    sent = form.cleaned_data if form.is_bound and form.is_valid() else {}
    language = BY_NAME.get(sent.get("language", ""))
    context = {
        "form": form,
        "problems_of": form if form.is_bound else None,
        "preview": language and queries.preview_of(language, sent["body"], SessionKind(sent["kind"])),
        "typeface": language and typeface_says(language),
        "placeholders": queries.placeholders(),
        "to_translate": queries.to_translate(),
        "preview_word": PREVIEW,
    }
    return page(request, "careplans/letter_text_form.html", context, status=status)

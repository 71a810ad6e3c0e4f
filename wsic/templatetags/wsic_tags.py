"""What templates may say about dates, numbers and forms.  Every value comes in; no clock is read here."""

from datetime import date, datetime

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wsic.dates import LONDON, age_on, long_date, short_date

register = template.Library()

NOT_RECORDED = format_html('<span class="muted">{}</span>', "Not recorded")
NHS_NUMBER_DIGITS = 10
MINUTE, HOUR = 60, 3600  # seconds


register.filter("long_date", long_date)
register.filter("short_date", short_date)


@register.simple_tag
def clinical_date(on: date | datetime | None, *, year: bool = True, empty: str = "") -> SafeString:
    """`14-Jul-1945` in <time>, read out in full; with the London time when `on` is a datetime.

    `year=False` leaves the year out, for windows within months. None gives "Not recorded", or `empty`.
    """
    if on is None:
        return format_html('<span class="muted">{}</span>', empty) if empty else NOT_RECORDED
    local = on.astimezone(LONDON) if isinstance(on, datetime) else on
    time = f" {local:%H:%M}" if isinstance(local, datetime) else ""
    return format_html(
        '<time datetime="{}"><span aria-hidden="true">{}{}</span><span class="spoken">{}{}</span></time>',
        local.isoformat(),
        short_date(local) if year else short_date(local)[:-5],
        time,
        long_date(local),
        time,
    )


@register.filter
def nhs_number(digits: str | None) -> str:
    """`943 476 5919`; what is not ten digits stays as it is, so that nothing is hidden."""
    if not digits or len(digits) != NHS_NUMBER_DIGITS:
        return digits or ""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


@register.filter
def age(birth_date: date | None, day: date) -> int | str:
    """Whole years on `day`; empty when the birth date is not known."""
    return age_on(birth_date, day) if birth_date else ""


@register.filter
def thousands(number: int | None) -> str:
    """`25,600`; empty for None."""
    return "" if number is None else f"{number:,}"


@register.filter
def roughly(seconds: float | None) -> str:
    """A length of time as an estimate deserves: `less than a minute`, `about 3 minutes`, `about 2 hours`."""
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return "less than a minute"
    minutes, hours = round(seconds / MINUTE), round(seconds / HOUR)
    count, unit = (minutes, "minute") if minutes * MINUTE < HOUR else (hours, "hour")
    return f"about {count} {unit}{'' if count == 1 else 's'}"


@register.filter
def bars(tier: int) -> list[bool]:
    """The three stepped bars of a tier tag, filled or not."""
    return [tier >= step for step in (1, 2, 3)]


@register.filter
def problems(form: BaseForm | None) -> list[dict[str, str]]:
    """The errors of a bound form for `components/error_summary.html`, in the page's order, with fields."""
    if form is None:
        return []
    found = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    for field in form:
        first_control = field.id_for_label or f"{field.auto_id}_0"  # a group of choices has no id of its own
        found += [{"text": str(text), "href": f"#{first_control}"} for text in field.errors]
    return found


@register.simple_tag
def icon(name: str) -> SafeString:
    """A 14 px picture beside a word, never in its place; the names stand in `components/icon_sprite.html`."""
    return format_html(
        '<svg class="ico" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name
    )


@register.simple_tag
def formal_name(family_name: str, given_name: str, title: str = "") -> str:
    """`SMITH, Joan (Mrs)`."""
    name = f"{family_name.upper()}, {given_name}" if given_name else family_name.upper()
    return f"{name} ({title})" if title else name


@register.filter
def kind(field: BoundField) -> str:
    """How `components/field.html` lays a field out: hidden, checkbox, choices or control."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "choices" if isinstance(widget, RadioSelect) else "control"


@register.simple_tag
def control(field: BoundField, width: str = "") -> SafeString:
    """The input, select or textarea of a field at the width given (short, medium, long, or all there is)."""
    return field.as_widget(attrs={"class": f"in in--{width}" if width else "in"})

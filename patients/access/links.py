"""Who says that two records are of one human being, and of which two it can be said."""

from datetime import date

from patients.access.people import may_about
from patients.models import Person, PersonDetail, PersonLink, Registration
from patients.rules.links import Side
from wsic.accounts.models import User
from wsic.accounts.roles import Verb

NOT_YOURS = (
    "A GP or administrator of the person's practice, or a Case Manager of its hub, says that two records are"
    " of one person. Ask them."
)


def refuse_link(user: User, person: Person) -> str | None:
    """Asked about each of the two records before they are linked."""
    return None if may_about(user, person, Verb.LINK) else NOT_YOURS


def refuse_unlink(user: User, link: PersonLink) -> str | None:
    """About either is enough: who misses somebody on their list need not reach the other record."""
    either = (Person(pk=link.person_id), Person(pk=link.kept_id))  # one of them may be behind the wall
    return None if any(may_about(user, each, Verb.LINK) for each in either) else NOT_YOURS


def side_of(person: Person, user: User, *, on: date) -> Side:
    """What `rules.links` asks of one of two records that the user reaches."""
    detail = PersonDetail.objects.visible_to(user).current().filter(person=person)
    birth_date, sex, died_on = detail.values_list("birth_date", "sex", "died_on").get()
    links = PersonLink.objects.visible_to(user).filter(to_on=None)
    return Side(
        birth_date=birth_date,
        sex=sex,
        died_on=died_on,
        listed=Registration.objects.visible_to(user).regular_on(on).filter(person=person).exists(),
        set_aside=links.filter(person=person).exists(),
        followed=links.filter(kept=person).exists(),
    )

"""Whether a person was offered a care plan, what they said, and when the plan was read through with them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from careplans.access import own
from careplans.access import people as access
from careplans.models import Attendee, OfferMeans, PlanAnswer, PlanOffer, PlanReview
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User

MOST = 20  # shown of each: three years and more


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """`answer` in words, "" where nothing was said yet; `again_on` when they are asked again."""

    public_id: UUID
    on: date
    means: str
    answer: str
    words: str
    again_on: date | None
    in_error: bool
    may_answer: bool
    may_mark: bool
    author: str


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    public_id: UUID
    number: int
    on: date
    attended: tuple[str, ...]
    words: str
    in_error: bool
    may_mark: bool
    author: str


@dataclass(frozen=True, kw_only=True)
class OffersPanel:
    """The newest first; `standing` the last one that is not in error."""

    offers: tuple[OfferLine, ...]
    reviews: tuple[ReviewLine, ...]

    @property
    def standing(self) -> OfferLine | None:
        return next((each for each in self.offers if not each.in_error), None)

    @property
    def asked(self) -> OfferLine | None:
        """The last one, where it waits for an answer: what came later answers what came before."""
        last = self.standing
        return last if last and last.may_answer else None


def plan_offers_of(user: User) -> QuerySet[PlanOffer]:
    """About whom the user reaches."""
    rows = PlanOffer.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("person", "organisation", "recorded_by")


def plan_reviews_of(user: User) -> QuerySet[PlanReview]:
    rows = PlanReview.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("person", "organisation", "recorded_by", "plan")


def offers_panel(person: Person, *, user: User) -> OffersPanel:
    """Two statements, however many there are; of each the last ones."""
    withheld = is_withheld(person, user=user)
    offers = plan_offers_of(user).filter(person=person).annotate(withheld=withheld)
    reviews = plan_reviews_of(user).filter(person=person, plan__in_error_at=None).annotate(withheld=withheld)
    writes = access.refuse_plan(user, person) is None
    return OffersPanel(
        offers=tuple(
            _offer(each, user, writes=writes) for each in offers.order_by("-offered_on", "-pk")[:MOST]
        ),
        reviews=tuple(_review(each, user, writes=writes) for each in reviews.order_by("-on", "-pk")[:MOST]),
    )


def _offer(row: PlanOffer, user: User, *, writes: bool) -> OfferLine:
    stands = row.in_error_at is None
    return OfferLine(
        public_id=row.public_id,
        on=row.offered_on,
        means=OfferMeans(row.means).label,
        answer=PlanAnswer(row.answer).label if row.answer else "",
        words=row.answer_words,
        again_on=row.again_on,
        in_error=not stands,
        may_answer=writes and stands and not row.answer,
        may_mark=writes and stands and own.is_own(user, row),
        author=_author(row, user),
    )


def _review(row: PlanReview, user: User, *, writes: bool) -> ReviewLine:
    stands = row.in_error_at is None
    return ReviewLine(
        public_id=row.public_id,
        number=row.plan.number,
        on=row.on,
        attended=tuple(Attendee(each).label for each in row.attended),
        words=row.words,
        in_error=not stands,
        may_mark=writes and stands and own.is_own(user, row),
        author=_author(row, user),
    )


def _author(row: PlanOffer | PlanReview, user: User) -> str:
    withheld = bool(getattr(row, "withheld", False))
    return author_of(
        author=row.recorded_by, role=row.role, organisation=row.organisation, reader=user, withheld=withheld
    )

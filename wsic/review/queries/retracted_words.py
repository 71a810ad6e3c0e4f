"""The words of a record in error, as they stood: each part with whose they are and what was there before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from careplans.models import AgreedBy, Attendee, GoalHolder, GoalOutcome, OfferMeans, PlanAnswer, Voice
from careplans.rules.plan import HEADINGS, Heading
from careplans.rules.related import ROLES
from wsic.accounts.roles import Role
from wsic.dates import london_date, long_date
from wsic.review.queries.retracted import WITHHELD, Retracted, names_of
from wsic.review.sets import retracted as sets

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    :attribute facts: what stands in fields of its own, with its label
    :attribute who: wrote it, and `at` when
    :attribute kept_why: why the person's portal and paper did not show it, "" where they did
    :attribute earlier: what was saved there before, the newest first
    """

    title: str
    words: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    who: str = ""
    at: datetime | None = None
    kept_why: str = ""
    earlier: tuple["Part", ...] = ()


def words_of(record: Retracted) -> tuple[Part, ...]:
    """All that it said, in the order of the page it stood on."""
    rows = sets.words(record.public_id)
    return Reading(rows, withheld=record.withheld).parts()


class Reading:
    """Rows as the database has them, read into parts."""

    def __init__(self, rows: list[tuple[str, Row]], *, withheld: bool) -> None:
        self.rows, self.withheld = rows, withheld
        pairs = [(said.get(f"{who}_id"), said.get("organisation_id")) for _, said in rows for who in _WHO]
        pairs += [(said.get("owner_id"), said.get("owner_organisation_id")) for _, said in rows]
        self.users, self.places = names_of(pairs)

    def parts(self) -> tuple[Part, ...]:
        found = [
            *map(self._plan, self._of("PLAN")),
            *self._last(self._goals(), by="key", read=self._goal),
            *self._last(self._headings(), by="heading", read=self._section),
            *map(self._review, self._of("REVIEW")),
            *map(self._signature, self._of("SIGNATURE")),
            *map(self._offer, self._of("OFFER")),
            *map(self._related, self._of("RELATED")),
        ]
        return tuple(found)

    def _of(self, part: str) -> list[Row]:
        return [said for name, said in self.rows if name == part]

    def _goals(self) -> list[Row]:
        return sorted(self._of("GOAL"), key=lambda each: (each["set_on"], each["id"]))

    def _headings(self) -> list[Row]:
        order = list(Heading)
        return sorted(self._of("SECTION"), key=lambda each: order.index(Heading(each["heading"])))

    def _last(self, rows: list[Row], *, by: str, read: Callable[[Row], Part]) -> Iterable[Part]:
        """Of each heading or goal the revision that counts, with those before it."""
        for key in dict.fromkeys(each[by] for each in rows):
            same = sorted((each for each in rows if each[by] == key), key=lambda each: -each["revision"])
            first, *before = map(read, same)
            yield replace(first, earlier=tuple(before))

    def _plan(self, row: Row) -> Part:
        decider = next(iter(self._of("DECIDER")), None)
        facts = {
            "Agreed with": AgreedBy(row["agreed_with"]).label if row["agreed_with"] else "Never agreed",
            "Agreed on": _day(row["agreed_on"]),
            "Agreement recorded by": self._by(row, "agreed"),
            "Thrown away by": self._by(row, "discarded"),
            "There": ", ".join(Attendee(each).label for each in row["attended"]),
            "What shows that they could not decide": row["capacity_words"],
            "Who decided": f"{decider['name']}, {decider['relationship']}" if decider else "",
            "By which document": decider["document"] if decider else "",
        }
        who = self._who(row, "recorded")
        return Part(
            title="The version", words=row["agreed_words"], facts=_filled(facts), who=f"begun by {who}",
            at=_instant(row["recorded_at"]),
        )  # fmt: skip

    def _section(self, row: Row) -> Part:
        return Part(
            title=HEADINGS[Heading(row["heading"])].label,
            words=row["words"],
            facts=_filled({"Whose words": Voice(row["voice"]).label, "Written with": row["with_whom"]}),
            who=self._who(row, "written"),
            at=_instant(row["written_at"]),
            kept_why=row["kept_why"],
        )

    def _goal(self, row: Row) -> Part:
        confidence = row["confidence"]
        facts = {
            "Why it matters": row["why"],
            "Steps": row["steps"],
            "Owner": self._owner(row),
            "By": _day(row["by_on"]),
            "Confidence": "" if confidence is None else f"{confidence} of 10",
            "Outcome": GoalOutcome(row["outcome"]).label if row["outcome"] else "",
            "What came of it": row["outcome_words"],
            "Set on": _day(row["set_on"]),
            "Reviewed on": _day(row["reviewed_on"]),
        }
        who, at = self._who(row, "written"), _instant(row["written_at"])
        title = "Goal, taken out of the draft" if row["taken_out"] else "Goal"
        return Part(title=title, words=row["what"], facts=_filled(facts), who=who, at=at)

    def _owner(self, row: Row) -> str:
        if row["held_by"] != GoalHolder.STAFF:
            return GoalHolder(row["held_by"]).label if row["held_by"] else "Nobody yet"
        if self.withheld:
            return f"{GoalHolder.STAFF.label}, name and organisation withheld"
        whose = self.users.get(row["owner_id"], "Whoever is there")
        return f"{whose}, {self.places.get(row['owner_organisation_id'], '')}"

    def _review(self, row: Row) -> Part:
        there = ", ".join(Attendee(each).label for each in row["attended"])
        return Part(
            title="Read through and found to hold", words=row["words"],
            facts=_filled({"On": _day(row["on"]), "There": there}),
            who=self._who(row, "recorded"), at=_instant(row["recorded_at"]),
        )  # fmt: skip

    def _signature(self, row: Row) -> Part:
        undone_at = row["undone_at"]
        undone = {"Taken back": long_date(london_date(_instant(undone_at))) if undone_at else ""}
        return Part(
            title="Signed by a GP", facts=_filled(undone), who=self._who(row, "signed"),
            at=_instant(row["signed_at"]),
        )  # fmt: skip

    def _offer(self, row: Row) -> Part:
        facts = {
            "Offered on": _day(row["offered_on"]),
            "By": OfferMeans(row["means"]).label,
            "Answer": PlanAnswer(row["answer"]).label if row["answer"] else "None",
            "To be asked again on": _day(row["again_on"]),
        }
        return Part(
            title="Offer of a plan", words=row["answer_words"], facts=_filled(facts),
            who=self._who(row, "recorded"), at=_instant(row["recorded_at"]),
        )  # fmt: skip

    def _related(self, row: Row) -> Part:
        """How they can be rung may tell where the person is."""
        facts = {
            "To the person": row["relationship"],
            "As": ", ".join(ROLES[each] for each in row["roles"]),
            "Telephone": WITHHELD if self.withheld and row["telephone"] else row["telephone"],
            "When": row["when"],
            "Document": row["document"],
            "Seen on": _day(row["seen_on"]),
            "Note": row["note"],
            "Ended": row["ended_words"],
        }
        return Part(
            title="Carer or contact", words=row["name"], facts=_filled(facts),
            who=self._who(row, "recorded"), at=_instant(row["recorded_at"]),
        )  # fmt: skip

    def _by(self, row: Row, did: str) -> str:
        """ "" where nobody did it."""
        user = row[f"{did}_by_id"]
        return WITHHELD if user and self.withheld else self.users.get(user, "")

    def _who(self, row: Row, did: str) -> str:
        role = Role(row["role"]).label
        if self.withheld:
            return f"{role}, name and organisation withheld"
        name, place = self.users.get(row[f"{did}_by_id"], ""), self.places.get(row["organisation_id"], "")
        return f"{name}, {role}, {place}"


_WHO = ("recorded_by", "written_by", "signed_by", "agreed_by", "discarded_by")


def _filled(facts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, words) for label, words in facts.items() if words)


def _day(text: str | None) -> str:
    """As the database writes a day in JSON."""
    return long_date(date.fromisoformat(text)) if text else ""


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""What tests of linked records lay down and do."""

from patients.actions import links
from patients.models import LinkReason, Person, PersonLink
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, World, as_system
from wsic.work import acting_as

KNOWN = "Her daughter says so, and the letters agree."


def somebody(world: World, name: str, code: str = "PA", **details) -> Person:
    """Another record, in practice A unless said otherwise."""
    more = {f"details__{each}": value for each, value in details.items()}
    with as_system():
        return PersonFactory(practice=world.organisation(code), details__family_name=name, **more)


def link(world: World, aside: Person, kept: Person, *, by: str = "gp_a") -> PersonLink:
    with acting_as(world.user(by), on=TODAY) as user:
        return links.link_people(
            person=aside, kept=kept, reason=LinkReason.ENTERED_TWICE, words=KNOWN, by=user, at=NOW
        )


def unlink(world: World, made: PersonLink, *, by: str = "gp_a") -> None:
    with acting_as(world.user(by), on=TODAY) as user:
        links.end_link(link=made, person=Person(pk=made.kept_id), why="Two sisters.", by=user, at=NOW)

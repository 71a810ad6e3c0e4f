import pytest

from patients.feeds.declared import PEOPLE, Feed, Kind, UnknownFeed, feed_named, feeds, register

pytestmark = pytest.mark.fast


@pytest.mark.parametrize("feed", feeds(), ids=lambda feed: feed.name)
def test_feed_is_consistent(feed: Feed) -> None:
    names = feed.names

    assert len(set(names)) == len(names)
    assert {*feed.key} <= {column.name for column in feed.columns if column.required}
    assert feed.version is None or feed.version in names
    assert all({order.earlier, order.later} <= {*names} for order in feed.orders)
    assert all(
        column.says and (column.kind is Kind.CHOICE) == bool(column.choices) for column in feed.columns
    )
    assert all(choice == choice.upper() for column in feed.columns for choice in column.choices)


def test_feed_by_name() -> None:
    assert feed_named("people") is PEOPLE
    assert [feed.name for feed in feeds()][:2] == ["organisations", "people"]


def test_feed_unknown_names_those_there_are() -> None:
    with pytest.raises(UnknownFeed, match=r"no feed persons. The feeds are: .*people"):
        feed_named("persons")


def test_feed_registered_once() -> None:
    assert register(PEOPLE) is PEOPLE
    with pytest.raises(ValueError, match="twice"):
        register(Feed(name="people", title="", says="", columns=(), key=()))

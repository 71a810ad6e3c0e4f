import pytest
from django.http import QueryDict
from django.test import Client

from wsic.pages import address_with, heading, page_size, paging

pytestmark = pytest.mark.fast

WHOLE = b"<!DOCTYPE html>"


def test_page_is_whole_without_htmx():
    response = Client().get("/people/")

    assert response.content.startswith(WHOLE)
    assert {"HX-Request", "HX-Target"} <= {each.strip() for each in response["Vary"].split(",")}


def test_page_is_the_partial_that_htmx_swaps():
    response = Client().get("/people/", headers={"HX-Request": "true", "HX-Target": "register"})

    assert response.content.strip().startswith(b'<section class="panel" id="register">')


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Target": "register"},
        {"HX-Request": "true", "HX-Target": "maincontent"},
        {"HX-Request": "true"},
        {"HX-Request": "true", "HX-Target": "register", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-Target": "register", "HX-History-Restore-Request": "true"},
    ],
)
def test_page_is_whole_when_no_listed_partial_is_swapped(headers):
    assert Client().get("/people/", headers=headers).content.startswith(WHOLE)


def test_address_with_keeps_the_rest_and_goes_to_page_one():
    query = QueryDict("tier=2&sort=-born&page=4")

    assert address_with(query, sort="born") == "?tier=2&sort=born"
    assert address_with(query, tier=None) == "?sort=-born"
    assert address_with(query, page=5) == "?tier=2&sort=-born&page=5"
    assert query["page"] == "4"


@pytest.mark.parametrize(("asked", "size"), [("", 20), ("50", 50), ("100", 100), ("101", 20), ("x", 20)])
def test_page_size_is_one_of_three(asked, size):
    assert page_size(QueryDict(f"size={asked}")) == size


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("", (1, 20)),
        ("page=2", (21, 40)),
        ("page=26", (501, 512)),
        ("page=27", (501, 512)),
        ("page=0", (1, 20)),
        ("page=-1", (1, 20)),
        ("page=%D9%A3", (1, 20)),
        ("page=99999999999999999999", (1, 20)),
        ("page=6&size=100", (501, 512)),
    ],
)
def test_paging_names_its_rows(asked, rows):
    pages = paging(QueryDict(asked), 512)

    assert (pages.first, pages.last) == rows


@pytest.mark.parametrize(("total", "rows"), [(0, (0, 0)), (1, (1, 1)), (20, (1, 20))])
def test_paging_of_one_page_leads_nowhere(total, rows):
    pages = paging(QueryDict(""), total)

    assert (pages.first, pages.last, pages.previous, pages.next) == (*rows, "", "")
    assert len(pages.links) == 1


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, [1, 2, 3, None, 26]),
        (4, [1, 2, 3, 4, 5, None, 26]),
        (5, [1, None, 4, 5, 6, None, 26]),
        (13, [1, None, 12, 13, 14, None, 26]),
        (24, [1, None, 23, 24, 25, 26]),
        (26, [1, None, 24, 25, 26]),
    ],
)
def test_paging_shows_the_ends_and_the_neighbours(number, shown):
    pages = paging(QueryDict(f"page={number}"), 512)

    assert [each.number for each in pages.links] == shown
    assert [each.number for each in pages.links if each.current] == [number]


@pytest.mark.parametrize(
    ("asked", "direction", "address"),
    [
        ("", "ascending", "?sort=-name"),
        ("sort=name", "ascending", "?sort=-name"),
        ("sort=-name", "descending", "?sort=name"),
        ("sort=born&page=3", "", "?sort=name"),
    ],
)
def test_heading_turns_its_order_round(asked, direction, address):
    shown = heading(QueryDict(asked), "Person", "name", default=True)

    assert (shown.direction, shown.address) == (direction, address)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("?age=&sex=&tier=2", "/people/?tier=2"),
        ("?age=&sex=", "/people/"),
        ("?q=a%20b&age=", "/people/?q=a+b"),
    ],
)
def test_empty_words_do_not_stay_in_the_address(asked, address):
    response = Client().get("/people/" + asked)

    assert (response.status_code, response["Location"]) == (302, address)


def test_an_address_without_empty_words_stays():
    assert Client().get("/people/?tier=2").status_code == 200


def test_links_to_what_is_so_anyway_name_nothing():
    pages = paging(QueryDict("page=2&size=50"), 512)

    assert pages.previous == pages.links[0].address == "?size=50"
    assert pages.sizes[0].address == "?"

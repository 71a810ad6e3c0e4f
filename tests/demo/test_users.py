"""Who can sign in to the demo."""

from collections import Counter

import pytest

from wsic.accounts.roles import Role
from wsic.demo.organisations import organisation_rows, practice_code
from wsic.demo.users import demo_users, telephone_of
from wsic.telephones import telephone

pytestmark = pytest.mark.fast


def test_every_role_can_be_tried() -> None:
    roles = {role for user in demo_users(50) if user.featured for _, role in user.memberships}

    assert roles == set(Role.values)


def test_every_practice_has_a_gp() -> None:
    gps = Counter(code for user in demo_users(60) for code, role in user.memberships if role == "GP")

    assert {practice_code(index) for index in range(60)} == set(gps)


def test_memberships_are_of_organisations_of_the_ccg_and_fit_them() -> None:
    kinds = {row["code"]: row["kind"] for row in organisation_rows(50)}
    allowed = {
        "GP": "practice",
        "PRACTICE_NURSE": "practice",
        "PRACTICE_ADMIN": "practice",
        "CASE_MANAGER": "hub",
    }

    for user in demo_users(50):
        for code, role in user.memberships:
            assert kinds[code] == allowed.get(role, kinds[code])


def test_user_names_are_their_own() -> None:
    users = demo_users(50)

    assert len({user.username for user in users}) == len(users)


def test_the_people_of_the_pictures_work_where_the_pictures_say() -> None:
    users = {user.username: user for user in demo_users(50)}

    assert users["grace.adeyemi"].memberships == (("T80001", "CASE_MANAGER"),)
    assert users["gp.t90001"].display_name == "Dr Ngozi Okafor"
    assert len(users["locum"].memberships) == len(users["two.roles"].memberships) == 2


def test_everybody_has_a_number_of_those_kept_for_drama() -> None:
    numbers = [telephone_of(user.username, code) for user in demo_users(50) for code, _ in user.memberships]

    assert telephone_of("grace.adeyemi", "T80001") == "020 7946 0311"
    assert all(number.startswith("020 7946 0") and telephone(number) == number for number in numbers)

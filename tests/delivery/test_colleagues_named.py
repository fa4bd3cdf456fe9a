"""A colleague is found by any name that means one of them, and nobody by one that may mean two."""

import pytest

from statuspage.delivery.incoming.colleagues_named import named

TEAM = [(1, "Maria", "Maria Okafor"), (2, "Tom", "Tom Becker"), (3, "Noor", "Noor Haddad"), (4, "", "Jörg Ångström")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Tom", 2),
        ("tom becker", 2),
        ("BECKER", 2),
        ("@Tom.", 2),
        ("T", 2),
        ("Mar", 1),
        ("Jorg", 4),
        ("angstrom", 4),
        ("Noor H", 3),
        ("\u200fNoor\u200f", 3),
    ],
)
def test_a_name_means_its_one_colleague(typed, found):
    assert named(typed, TEAM) == found


@pytest.mark.parametrize("typed", ["", " ", "@", "Ana", "om", "Tom Reis", "x" * 10_000])
def test_another_name_means_nobody(typed):
    assert named(typed, TEAM) is None


def test_a_name_of_two_means_nobody_until_there_is_more_of_it():
    team = [*TEAM, (5, "Tom", "Tom Lind"), (6, "Tomasz", "Tomasz Reis")]
    assert named("Tom", team) is None
    assert named("To", team) is None
    assert named("Tom Lind", team) == 5
    assert named("Toma", team) == 6
    assert named("Tom", [*TEAM, (6, "Tomasz", "Tomasz Reis")]) == 2

"""What people are called: a first name in any of many ways to write a name, and what tells two of the same apart."""

import pytest

from statuspage.domain.people.agents import Agent, add_agent, change_agent
from statuspage.domain.people.names import first_name_in, told_apart
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.reading import read


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Maria Okafor", "Maria"),
        ("Dr. Anna Weiss", "Anna"),
        ("Frau Prof. Dr. med. Anna Weiss", "Anna"),
        ("Dipl.-Ing. Tom Becker", "Tom"),
        ("Herr Becker", "Becker"),
        ("Mrs Ana Reis", "Ana"),
        ("Sig.ra Ana Reis", "Ana"),
        ("M. Jean Petit", "Jean"),
        ("M Jean", "M"),
        ("Phil Reis", "Phil"),
        ("Becker, Tom", "Tom"),
        ("Weiss, Dr. Anna", "Anna"),
        ("Anna Weiss, PhD", "Anna"),
        ("د. سلمى حداد", "سلمى"),
        ("الدكتورة سلمى حداد", "سلمى"),
        ("🇵🇹 Rui", "Rui"),
        ("Dr.", "Dr."),
        ("  Ana  ", "Ana"),
    ],
)
def test_the_first_name_in_a_name(name, first):
    assert first_name_in(name) == first


@pytest.mark.parametrize(
    ("people", "called"),
    [
        ([("Maria", "Maria Okafor"), ("Tom", "Tom Becker")], ["Maria", "Tom"]),
        ([("Maria", "Maria Okafor"), ("maria", "Maria Silva")], ["Maria O.", "maria S."]),
        ([("Maria", "Maria Okafor"), ("Maria", "Maria Ortiz")], ["Maria Ok.", "Maria Or."]),
        ([("Maria", "Maria Sá"), ("Maria", "Maria Sáa")], ["Maria Sá", "Maria Sáa"]),
        ([("Maria", "Maria"), ("Maria", "Dr. Maria Okafor")], ["Maria", "Maria O."]),
        ([("Jun", "Tanaka Jun"), ("Jun", "Sato Jun")], ["Jun T.", "Jun S."]),
    ],
)
def test_of_two_with_one_first_name_each_has_as_much_of_the_family_name_as_tells_them_apart(people, called):
    assert list(told_apart(dict(enumerate(people))).values()) == called


def another(scene, name, **rest):
    email = f"{len(scene.session.identity_map)}@fernhill.example"
    return add_agent(scene.session, scene.now, email=email, name=name, password_hash="x", **rest)


def test_a_title_is_nobodys_first_name_and_the_first_name_is_theirs_to_set(scene):
    anna = another(scene, "Dr. Anna Weiss")
    assert (anna.public_name, anna.first_name, anna.called) == ("Anna", "Anna", "Anna")
    facts = {"phone": "", "pronoun": "", "zone": "UTC", "hours": {}, "language": "en"}
    change_agent(anna, name="Weiss Anna Lena", public_name="Dr. Weiss", first_name="Anna Lena", **facts)
    assert (anna.public_name, anna.first_name, anna.called) == ("Dr. Weiss", "Anna Lena", "Dr. Weiss")


def test_a_second_maria_tells_both_apart_for_customers_and_never_in_public(scene):
    before = read(scene.session, scene.ticket.id).consent_changes
    another(scene, "Maria Silva", public_as="photo")
    scene.letter(is_public=True)
    reading = read(scene.session, scene.ticket.id)
    assert reading.owner.public_name == reading.entries[0].by.public_name == reading.heard_by == "Maria O."
    assert reading.consent_changes > before, "a page that was kept still says Maria"
    shown = public_ticket(scene.session, scene.ticket.id, "x", scene.now, choice=PublicChoice(letters=True))
    assert shown.owner.name == shown.letters[0].by == "Maria"
    assert "Maria O." not in repr(shown)


def test_a_customer_is_greeted_without_their_title(scene):
    scene.cast.ana.name = "Dr. Ana Reis"
    assert scene.cast.ana.first_name == "Ana"


def test_every_agent_is_called_something(scene):
    assert all(agent.called for agent in scene.session.query(Agent))

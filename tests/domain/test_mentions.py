"""Whom a note names with an @: kept as who was meant, told once, and never a reason to lose a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from statuspage.domain.desk.beside import read_beside
from statuspage.domain.errors import Refused
from statuspage.domain.mentions import Mention, find_mentions, read_mentions
from statuspage.domain.notes import add_note, read_notes
from statuspage.domain.nudges.nudge import Nudge
from statuspage.domain.people.agents import Agent, add_agent, tell_apart


def agent(number: int, name: str, public_name: str = "", called: str = "") -> Agent:
    first = public_name or name.split(maxsplit=1)[0]
    return Agent(id=number, name=name, public_name=first, called=called or first, email=f"a{number}@fernhill.example")


TOM, MARIA = agent(1, "Tom Becker"), agent(2, "Maria Okafor")
TOM_B, TOM_N = agent(3, "Tom Becker", called="Tom B."), agent(4, "Tom Novak", called="Tom N.")
ANNE, ANNE_MARIE = agent(5, "Anne Roux"), agent(6, "Anne Marie Roux", "Anne Marie")
LAYLA = agent(7, "ليلى حداد")


@pytest.mark.parametrize(
    ("text", "meant", "nobody"),
    [
        ("@Tom, is it in?", {1: "Tom"}, ()),
        ("ask @tom becker and @MARIA.", {1: "tom becker", 2: "MARIA"}, ()),
        ("(@Tom) @Tom", {1: "Tom"}, ()),
        ("＠Tom さん", {1: "Tom"}, ()),
        ("@a1@fernhill.example knows", {1: "a1@fernhill.example"}, ()),
        ("write to care@Tom.example or a+b@Tom", {}, ()),
        ("@Foo and @Tomas", {}, ("Foo", "Tomas")),
        ("at @ 5 pm, @", {}, ()),
        ("@Tom’s", {1: "Tom"}, ()),
    ],
)
def test_an_at_and_a_name_mean_a_colleague_and_a_mail_address_means_nobody(text, meant, nobody):
    found = read_mentions(text, [TOM, MARIA])
    assert (dict(found.meant), found.nobody) == (meant, nobody)


def test_the_longest_name_is_meant_and_any_script_will_do():
    assert list(read_mentions("@Anne Marie Roux! @Anne and @ليلى", [ANNE, ANNE_MARIE, LAYLA]).meant) == [6, 5, 7]


def test_a_name_that_two_share_asks_which_and_says_how_to_name_each():
    with pytest.raises(Refused, match=r"Whom do you mean: @Tom B\., @Tom N\."):
        read_mentions("@Tom?", [TOM_B, TOM_N])
    assert list(read_mentions("@Tom N. or @Tom Becker", [TOM_B, TOM_N]).meant) == [4, 3]


def test_two_of_the_very_same_name_are_told_apart_by_their_addresses():
    twins = [agent(8, "Tom Becker", called="Tom Becker"), agent(9, "Tom Becker", called="Tom Becker")]
    with pytest.raises(Refused, match=r"@a8@fernhill\.example, @a9@fernhill\.example"):
        read_mentions("@Tom Becker", twins)
    assert list(read_mentions("@a9@fernhill.example", twins).meant) == [9]


@given(st.text(alphabet="@＠Tom Becker.,’-'ä\n\u0301", max_size=60))
def test_no_text_breaks_it(text):
    found = read_mentions(text, [TOM, MARIA])
    assert set(found.meant) <= {1, 2}


@pytest.fixture
def noted(session, cast, clock):
    def do(body, by=None):
        return add_note(session, cast.ticket.id, by or cast.tom, clock.forward(minutes=1), body=body)

    return do


def test_who_was_meant_stays_whatever_they_are_called_later(session, cast, noted):
    noted("@Maria, look.")
    session.get_one(Agent, cast.maria.id).public_name = "Mia"
    tell_apart(session)
    (note,) = read_notes(session, cast.ticket.id, limit=5)
    assert note.named == ("Mia",)
    assert session.scalars(select(Mention.said)).all() == ["Maria"]


def test_a_mention_is_told_once_and_stands_on_the_desk_until_the_ticket_is_opened(session, cast, clock, noted):
    noted("@Maria, look.")
    second = noted("@Maria, and here, @Maria.")
    beside = read_beside(session, cast.maria.id, clock())
    assert len(beside.told) == 2
    assert [(one.note_id, one.by, one.customer) for one in beside.mentioned] == [(second.id, "Tom", "Ana Reis")]
    noted("I have it.", by=cast.maria)
    assert read_beside(session, cast.maria.id, clock()).mentioned, "a note moves nobody's page"
    from statuspage.domain.mentions import see_mentions

    see_mentions(session, cast.ticket.id, cast.maria.id, clock())
    assert not read_beside(session, cast.maria.id, clock()).mentioned
    assert len(read_beside(session, cast.maria.id, clock()).told) == 2
    assert not read_beside(session, cast.maria.id, clock.forward(days=2)).told


def test_a_mention_of_oneself_or_of_nobody_or_of_who_was_let_go_tells_nobody(session, cast, clock, noted):
    noted("@Tom, remember the gasket.")
    session.get_one(Agent, cast.maria.id).is_active = False
    noted("@Maria and @Foo")
    assert session.scalars(select(Nudge)).all() == []
    assert find_mentions(session, "@Maria and @Foo").nobody == ("Maria", "Foo")


def test_a_note_that_asks_which_is_not_kept(session, cast, clock, noted):
    add_agent(session, clock(), email="tom.n@fernhill.example", name="Tom Novak", password_hash="x")
    with pytest.raises(Refused, match="More than one of us"):
        noted("@Tom, is it in?", by=cast.maria)
    assert read_notes(session, cast.ticket.id, limit=5) == []
    noted("@Tom N., is it in?", by=cast.maria)
    assert [note.named for note in read_notes(session, cast.ticket.id, limit=5)] == [("Tom N.",)]

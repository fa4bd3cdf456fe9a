"""A company's people hold of each other's tickets exactly what the company would like and each customer agreed to."""

from dataclasses import dataclass, field, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import func, select

from statuspage.domain.colleagues import open_colleagues, open_to
from statuspage.domain.companion_verbs import change_rights, claim, leave, let_go
from statuspage.domain.company_verbs import (
    agree,
    choose_way,
    end_company,
    hand_on,
    keep_mine,
    make_company,
    rename,
)
from statuspage.domain.company_verbs import leave as leave_company
from statuspage.domain.company_verbs import let_go as let_member_go
from statuspage.domain.customer_verbs import reply
from statuspage.domain.errors import Refused
from statuspage.domain.invitations import accept, invite
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.companies import (
    LASTS,
    MINE,
    NOTHING,
    ONE,
    READ_ALL,
    READS,
    WAYS,
    WRITE_ALL,
    WRITES,
    Company,
    Member,
    Terms,
    allowed,
    less,
    member_of,
)
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.scopes import PRIVATE_SCOPES
from statuspage.domain.shares.share import Share
from statuspage.domain.way_in.ask import ask
from statuspage.domain.way_in.overviews import holder, join, read_colleagues
from statuspage.domain.way_in.same_person import SAME, TAKEN_BACK, say_who
from tests.conftest import Clock
from tests.domain.conftest import on_stage
from tests.domain.test_asking import ASKER

OURS = "Fernhill Coffee"


@dataclass
class Team:
    """Ana, who made a company, and those who accepted, each with one ticket; by their first names."""

    scene: object
    overviews: dict[str, int] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)

    @property
    def session(self):
        return self.scene.session

    @property
    def company(self):
        return self.session.scalars(select(Company)).one()

    def member(self, name):
        named = select(Member).where(Member.name == f"{name} Reis").order_by(Member.id.desc())
        return self.session.scalars(named).first()

    def joins(self, name):
        """Somebody is invited, accepts, and asks about something."""
        (invited,) = invite(self.session, self.overviews["Ana"], self.scene.now, typed=f"{name.lower()}@example.org")
        typed = {"name": f"{name} Reis", "zone": "Europe/Lisbon", "language": "en", "ours": OURS}
        self.overviews[name] = accept(self.session, invited.id, self.scene.now, **typed).id
        if name not in self.tickets:
            asked, maria = holder(self.session, self.overviews[name]), self.scene.cast.maria
            made = open_ticket(self.session, asked, maria, self.scene.now, subject=name, story="It hums.")
            self.tickets[name] = made.id

    def way(self, way, answers=None, by="Ana"):
        whom = self.member(answers).id if answers else None
        seen = self.company.version
        choose_way(self.session, self.overviews[by], self.scene.now, way=way, answers_id=whom, seen=seen)

    def agrees(self, name):
        agree(self.session, self.overviews[name], self.scene.now, seen=self.company.version)

    def opens(self, reader, owner):
        return open_colleagues(self.session, self.overviews[reader], self.tickets[owner], self.scene.now)

    def held(self, reader, owner):
        """What the keys of this reader to that owner's ticket let them do now, whichever they ever got."""
        self.session.flush()
        found = self.session.execute(
            select(Companion.may_write, Companion.let_go_at, func.count(Share.id))
            .join(Member, Member.id == Companion.member_id)
            .outerjoin(Share, (Share.companion_id == Companion.id) & Share.withdrawn_at.is_(None))
            .where(Companion.ticket_id == self.tickets[owner], Member.name == f"{reader} Reis")
            .group_by(Companion.id)
        ).all()
        open_now = [row for row in found if row.let_go_at is None]
        assert all(count == 0 for _, gone, count in found if gone is not None), "a key outlived its reader"
        assert all(count == len(PRIVATE_SCOPES) for _, gone, count in found if gone is None)
        assert len(open_now) <= 1
        return NOTHING if not open_now else WRITES if open_now[0].may_write else READS


@pytest.fixture
def team(scene):
    return made(scene)


def made(scene, *names):
    found = Team(scene, {"Ana": join(scene.session, scene.cast.ana.email, scene.now).id}, {"Ana": scene.ticket.id})
    make_company(scene.session, found.overviews["Ana"], scene.now, name="Casa Reis", ours=OURS)
    for name in names or ("Rui", "Joana"):
        found.joins(name)
    return found


def right(way, answers, reader):
    """The four ways, as the page tells them."""
    return {"mine": NOTHING, "read": READS, "write": WRITES, "one": WRITES if answers == reader else READS}[way]


def refusal(verb, *arguments, **named):
    with pytest.raises(Refused) as caught:
        verb(*arguments, **named)
    return str(caught.value)


# The rule


@pytest.mark.parametrize(("way", "answers"), [(MINE, None), (READ_ALL, None), (WRITE_ALL, None), (ONE, 1), (ONE, None)])
def test_each_way_lets_each_of_them_do_what_it_says(way, answers):
    for reader in (1, 2):
        assert allowed(Terms(way, answers), reader) == right(way, answers, reader)


def test_what_two_allow_is_what_each_allows():
    every = [Terms(way, answers) for way, answers in product(WAYS, (None, 1, 2)) if way == ONE or answers is None]
    for one, other, reader in product(every, every, (1, 2, 3)):
        assert allowed(less(one, other), reader) == min(allowed(one, reader), allowed(other, reader))


@pytest.mark.parametrize("way", WAYS)
def test_for_every_way_each_of_them_holds_exactly_what_is_allowed_of_each_ticket(team, way):
    team.way(way, "Rui" if way == ONE else None)
    for name in ("Rui", "Joana"):
        team.agrees(name)
    for reader, owner in product(team.tickets, repeat=2):
        expected = NOTHING if reader == owner else right(way, "Rui", reader)
        if expected:
            team.opens(reader, owner)
            team.opens(reader, owner)  # twice is once
        else:
            assert "not open to you" in refusal(team.opens, reader, owner)
        assert team.held(reader, owner) == expected
        listed = {one.ticket.id for one in read_colleagues(team.session, team.overviews[reader])}
        assert (team.tickets[owner] in listed) is (expected != NOTHING)


def test_what_the_company_would_like_opens_nothing_of_those_who_have_not_agreed(team):
    team.way(WRITE_ALL)
    assert set(open_to(team.session, team.overviews["Rui"])) == {team.overviews["Ana"]}
    assert open_to(team.session, team.overviews["Ana"]) == {}
    team.agrees("Rui")
    assert set(open_to(team.session, team.overviews["Ana"])) == {team.overviews["Rui"]}


def test_who_agreed_to_be_read_is_not_written_in_until_they_agree_again(team):
    team.way(READ_ALL)
    team.agrees("Rui")
    team.opens("Ana", "Rui")
    team.way(WRITE_ALL)
    assert team.held("Ana", "Rui") == READS
    team.agrees("Rui")
    assert team.held("Ana", "Rui") == WRITES


def test_what_was_once_narrowed_is_wide_again_only_for_those_who_agree_again(team):
    team.way(READ_ALL)
    team.agrees("Rui")
    team.way(MINE)
    team.way(READ_ALL)
    assert open_to(team.session, team.overviews["Ana"]) == {}
    assert "not open to you" in refusal(team.opens, "Ana", "Rui")


def test_another_who_answers_for_all_is_another_thing_to_agree_to(team):
    team.way(ONE, "Rui")
    team.agrees("Joana")
    team.way(ONE, "Ana")
    team.opens("Ana", "Joana")
    assert team.held("Ana", "Joana") == READS
    team.agrees("Joana")
    assert team.held("Ana", "Joana") == WRITES


def test_where_the_one_who_answers_is_gone_the_others_still_read_and_nobody_writes(team):
    team.way(ONE, "Rui")
    team.agrees("Joana")
    team.opens("Ana", "Joana")
    let_member_go(team.session, team.overviews["Ana"], team.scene.now, member_id=team.member("Rui").id)
    assert (team.company.way, team.company.answers_id) == (ONE, None)
    assert team.held("Ana", "Joana") == READS


# Keys


def test_a_colleague_writes_under_their_own_name_and_is_mailed_nothing(team):
    team.way(WRITE_ALL)
    key = team.opens("Rui", "Ana")
    said = {"body": "I was there.", "companion_id": key.companion_id}
    reply(team.session, team.tickets["Ana"], team.scene.now, **said)
    companion = team.session.get_one(Companion, key.companion_id)
    assert (companion.name, companion.email, companion.came) == ("Rui Reis", "", "colleague")
    assert team.scene.events[-1].companion_id == companion.id


def test_no_other_key_grows_from_a_colleagues_and_no_single_ticket_decides_about_them(team):
    team.way(WRITE_ALL)
    whom = {"companion_id": team.opens("Rui", "Ana").companion_id}
    do = (team.session, team.tickets["Ana"], team.scene.now)
    assert "same company" in refusal(claim, *do, name="Somebody", **whom)
    assert "same company" in refusal(let_go, *do, **whom)
    assert "same company" in refusal(let_go, *do, agent_id=team.scene.cast.maria.id, **whom)
    assert "same company" in refusal(change_rights, *do, may_write=False, **whom)
    assert team.held("Rui", "Ana") == WRITES


def test_a_colleague_may_stop_reading_and_open_it_again_by_another_key(team):
    team.way(READ_ALL)
    first = team.opens("Rui", "Ana")
    before = first.generation
    leave(team.session, team.tickets["Ana"], team.scene.now, companion_id=first.companion_id)
    assert team.held("Rui", "Ana") == NOTHING
    again = team.opens("Rui", "Ana")
    assert (again.companion_id, again.generation) == (first.companion_id, before + 1)


def test_what_an_agent_takes_back_is_read_by_no_colleague_any_more(team):
    team.way(READ_ALL)
    by = replace(ASKER, email="ana@example.org")
    ticket, _ = ask(team.session, by, team.scene.now, story="The pump hums.", company=OURS)
    team.tickets["typed"] = ticket.id
    team.scene.clock.forward(minutes=1)
    assert "not open to you" in refusal(team.opens, "Rui", "typed")
    say_who(team.session, ticket.id, team.scene.cast.maria, team.scene.now, SAME)
    team.opens("Rui", "typed")
    assert team.held("Rui", "typed") == READS
    say_who(team.session, ticket.id, team.scene.cast.maria, team.scene.now, TAKEN_BACK)
    assert team.held("Rui", "typed") == NOTHING


def test_a_ticket_whose_address_moves_to_another_overview_is_read_there_alone(team):
    team.way(READ_ALL)
    team.opens("Rui", "Ana")
    ana = team.session.get_one(Customer, team.scene.cast.ana.id)
    ana.email = "ana.reis@example.net"
    team.session.flush()
    join(team.session, ana.email, team.scene.now)
    assert team.held("Rui", "Ana") == NOTHING


# People


def test_whoever_is_not_known_yet_becomes_a_customer_and_one_who_is_stays_who_they_are(team):
    assert holder(team.session, team.overviews["Rui"]).name == "Rui Reis"
    before = team.session.scalar(select(func.count()).select_from(Customer))
    leave_company(team.session, team.overviews["Rui"], team.scene.now)
    team.joins("Rui")
    assert team.session.scalar(select(func.count()).select_from(Customer)) == before


def test_an_invitation_counts_once_and_for_some_days(team):
    (invited,) = invite(team.session, team.overviews["Ana"], team.scene.now, typed="lea@example.org")
    typed = {"name": "Lea Brandt", "zone": "UTC", "language": "", "ours": OURS}
    team.scene.clock.forward(seconds=LASTS.total_seconds() + 1)
    assert accept(team.session, invited.id, team.scene.now, **typed) is None
    (newer,) = invite(team.session, team.overviews["Ana"], team.scene.now, typed="lea@example.org")
    assert accept(team.session, invited.id, team.scene.now, **typed) is None
    assert accept(team.session, newer.id, team.scene.now, **typed) is not None
    assert accept(team.session, newer.id, team.scene.now, **typed) is None


def test_only_whoever_looks_after_it_decides_about_the_others(team):
    mine, at = team.overviews["Rui"], team.scene.now
    whom = team.member("Joana").id
    for verb, more in (
        (rename, {"name": "X", "ours": OURS}),
        (choose_way, {"now": at, "way": READ_ALL, "answers_id": None, "seen": team.company.version}),
        (hand_on, {"member_id": whom}),
        (let_member_go, {"now": at, "member_id": whom}),
        (end_company, {"now": at}),
        (invite, {"now": at, "typed": "x@example.org"}),
    ):
        assert "Only Ana Reis" in refusal(verb, team.session, mine, **more)


def test_whoever_looks_after_it_stays_until_another_does(team):
    ana, at = team.overviews["Ana"], team.scene.now
    for verb, more in ((leave_company, {}), (let_member_go, {"member_id": team.member("Ana").id})):
        assert "Give that to a colleague first" in refusal(verb, team.session, ana, at, **more)
    hand_on(team.session, ana, member_id=team.member("Rui").id)
    leave_company(team.session, ana, at)
    assert member_of(team.session, ana) is None
    assert [one.is_holder for one in (team.member("Rui"), team.member("Joana"))] == [True, False]


def test_it_is_given_to_nobody_who_has_not_accepted(team):
    (invited,) = invite(team.session, team.overviews["Ana"], team.scene.now, typed="lea@example.org")
    assert "accepted" in refusal(hand_on, team.session, team.overviews["Ana"], member_id=invited.id)


def test_of_another_company_nobody_is_let_go(team, scene):
    join(scene.session, "x@example.org", scene.now)
    whom = {"member_id": 4711}
    assert "Nobody of this name" in refusal(let_member_go, scene.session, team.overviews["Ana"], scene.now, **whom)


# Any life of a company

NAMES = ("Ana", "Rui", "Joana")
WIDE_OPEN = [
    ("way", WRITE_ALL, "Ana"),
    *(("agree", name, "") for name in NAMES),
    *(("open", reader, owner) for reader in NAMES for owner in NAMES),
]
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("way"), st.sampled_from(WAYS), st.sampled_from(NAMES)),
        st.tuples(st.sampled_from(("agree", "keep", "leave", "let_go", "join")), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.just("open"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    ),
    max_size=8,
)


class Book:
    """The same company kept by hand: who is in it, what it would like, and what each has agreed to, for each reader."""

    def __init__(self):
        self.here, self.wish = set(NAMES), (MINE, "")
        self.agreed = {name: dict.fromkeys(NAMES, NOTHING) for name in NAMES}
        self.opened = set()

    def wanted(self, reader):
        return right(*self.wish, reader)

    def may(self, reader, owner):
        if reader == owner or not {reader, owner} <= self.here:
            return NOTHING
        return min(self.wanted(reader), self.agreed[owner][reader])

    def note(self, deed, one, other):
        getattr(self, deed)(one, other)
        self.opened = {pair for pair in self.opened if self.may(*pair)}

    def way(self, way, answers):
        wish = (way, answers if way == ONE else "")
        if wish == self.wish:  # nothing was chosen
            return
        self.wish = wish
        for name, reader in product(NAMES, repeat=2):
            most = self.wanted(reader) if name == "Ana" else self.agreed[name][reader]
            self.agreed[name][reader] = min(most, self.wanted(reader))

    def agree(self, name, _):
        self.agreed[name] = {reader: self.wanted(reader) for reader in NAMES}

    def keep(self, name, _):
        self.agreed[name] = dict.fromkeys(NAMES, NOTHING)

    def leave(self, name, _):
        self.here.discard(name)
        for owner in NAMES:  # one who was named to answer for all, and comes back, is not the one who was agreed to
            if self.agreed[owner][name] > min(self.agreed[owner].values()):
                self.agreed[owner][name] = READS
        if self.wish == (ONE, name):
            self.wish = (ONE, "")

    let_go = leave

    def join(self, name, _):
        self.here.add(name)
        self.agreed[name] = dict.fromkeys(NAMES, NOTHING)

    def open(self, reader, owner):
        self.opened.add((reader, owner))


DO = {
    "way": lambda team, way, answers: team.way(way, answers if way == ONE else None),
    "join": lambda team, name, _: team.joins(name),
    "open": lambda team, reader, owner: team.opens(reader, owner),
    "agree": lambda team, name, _: team.agrees(name),
    "keep": lambda team, name, _: keep_mine(team.session, team.overviews[name], team.scene.now),
    "leave": lambda team, name, _: leave_company(team.session, team.overviews[name], team.scene.now),
    "let_go": lambda team, name, _: let_member_go(
        team.session, team.overviews["Ana"], team.scene.now, member_id=team.member(name).id
    ),
}


def is_done(team, book, deed, one, other):
    """Do it, where somebody can; whether it was done."""
    who = other if deed == "way" else one
    if (who in book.here) is (deed == "join"):
        return False
    try:
        DO[deed](team, one, other)
    except Refused:
        return False
    return True


@pytest.mark.long
@effort(max_examples=12)
@given(deeds=DEEDS)
def test_after_whatever_happens_no_key_does_more_or_less_than_is_allowed(stage, deeds):
    with on_stage(*stage, Clock()) as scene:
        team, book = made(scene), Book()
        for deed in (*WIDE_OPEN, *deeds):
            scene.clock.forward(minutes=1)
            if is_done(team, book, *deed):
                book.note(*deed)
            for reader, owner in product(NAMES, repeat=2):
                expected = book.may(reader, owner)
                assert team.held(reader, owner) == (expected if (reader, owner) in book.opened else NOTHING)
                is_open = team.overviews[owner] in open_to(team.session, team.overviews[reader])
                assert is_open is (expected != NOTHING)


def test_whoever_an_agent_finds_to_be_the_same_leaves_what_they_had_with_its_readers(team):
    """Ana's address was changed since, and somebody asks under the new one: her tickets go to its overview."""
    team.way(READ_ALL)
    team.opens("Rui", "Ana")
    team.session.get_one(Customer, team.scene.cast.ana.id).email = "ana.reis@example.net"
    by = replace(ASKER, email="ana.reis@example.net")
    ticket, _ = ask(team.session, by, team.scene.now, story="The pump hums.", company=OURS)
    say_who(team.session, ticket.id, team.scene.cast.maria, team.scene.now, SAME)
    assert team.session.get_one(Customer, team.scene.cast.ana.id).overview_id != team.overviews["Ana"]
    assert team.held("Rui", "Ana") == NOTHING

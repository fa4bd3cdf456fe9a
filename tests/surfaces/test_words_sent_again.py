"""A form that is sent again: with the same words it counts once, with other words nothing of either is lost.

After Back, or in a duplicated tab, a form comes with the key that it was first sent with.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.closing import FELT
from statuspage.domain.customer_verbs import confirm, reopen
from statuspage.domain.events import history
from statuspage.domain.form_keys import with_words
from statuspage.domain.letters import Handover, Letter, Reply
from statuspage.domain.notes import Note
from statuspage.domain.promises import Promise
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.surfaces.desk import log_in, post
from tests.surfaces.private_things import Ana, fresh

Pairs = list[tuple[str, str]]
SAID = st.lists(st.tuples(st.sampled_from(["body", "when"]), st.text(max_size=3)), max_size=3)
KEY = {"once": "a-key"}
CALL = {"phone": "+351 91 000 0000"}
PROMISED = {"heard": "It dies.", "promise": "2026-11-23T17:00", "seen_by": "customer"}
NEW = {"name": "Kenji Mori", "contact": "kenji@example.org", "reach": "mail", "zone": "Asia/Tokyo", "language": "en"}
NEW |= {"subject": "No steam", "owner": "1"}


def test_a_key_is_made_of_the_form_and_of_its_words():
    words = [("body", "One."), ("when", "")]
    assert with_words("k", words) == with_words("k", reversed(words))
    others = {with_words("k", words), with_words("l", words), with_words("k", [("body", "Two."), ("when", "")])}
    others |= {with_words("k", [("body", "One."), ("when", ""), ("when", "")]), with_words("k", [("body", 'One."')])}
    assert len(others) == 5
    assert {len(key) for key in others} == {64}
    assert with_words("", words) == ""


@given(once=st.text(min_size=1), said=SAID, other=SAID)
def test_only_the_same_words_in_the_same_fields_are_the_same_form(once: str, said: Pairs, other: Pairs):
    assert (with_words(once, said) == with_words(once, other)) is (sorted(said) == sorted(other))
    assert with_words(once, said) == with_words(once, said[::-1]) != with_words(once + "x", said)


@pytest.mark.parametrize("by_script", [False, True])
@pytest.mark.parametrize(
    ("what", "said", "name"),
    [
        ("replies", {}, "body"),
        ("heard", {"answer": "not_quite"}, "not_quite"),
        ("confirmation", {"answer": "not_yet"}, "not_solved"),
    ],
)
def test_what_the_customer_writes_in_a_form_that_was_sent_already_arrives_too(
    ana: Ana, what: str, said: dict[str, str], name: str, by_script: bool
):
    for words in ("The first words.", "The second words.", "The first words."):
        ana.write(asks_solved=True)
        answer = ana.send(what, by_script=by_script, **KEY, **said, **{name: words})
        assert answer.status_code == (200 if by_script else 303)
    with fresh() as session:
        bodies = session.scalars(select(Reply.body).where(Reply.version > 1).order_by(Reply.version)).all()
    assert [body.split("\n")[-1] for body in bodies] == ["The first words.", "The second words."]


def keys(page: str) -> list[str]:
    return re.findall(r'name="once" value="([^"]*)"', page)


@pytest.mark.parametrize("by_script", [False, True])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("replies", {"body": " "}),
        ("calls", {"phone": "none"}),
        ("heard", {"answer": "not_quite", "not_quite": " "}),
        ("confirmation", {"answer": "not_yet", "not_solved": " "}),
    ],
)
def test_a_form_of_the_customer_that_is_refused_comes_back_with_a_fresh_key(
    ana: Ana, what: str, said: dict[str, str], by_script: bool
):
    ana.write(asks_solved=True)
    answer = ana.send(what, by_script=by_script, **KEY, **said)
    assert (answer.status_code, KEY["once"] in keys(answer.text)) == (422, False)
    assert keys(answer.text)


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_call_is_asked_for_again_once_the_first_was_answered(ana: Ana, is_answered: bool):
    for when in ("after four", "after five", "after five"):
        assert ana.send("calls", **KEY, **CALL, when=when).status_code == 303
        if is_answered:
            ana.write(declines_call=True)
    assert ana.kinds.count("call_asked") == (3 if is_answered else 2)
    assert (ana.ticket.call_asked_at is None) is is_answered


def test_how_it_felt_is_told_once_and_other_words_come_back(ana: Ana):
    ana.write(asks_solved=True)
    ana.do(confirm)
    assert ana.send("feeling", listened="yes", felt="You were kind.", **KEY).status_code == 303
    assert ana.send("feeling", listened="yes", felt="You were kind.", **KEY).status_code == 303
    again = ana.send("feeling", listened="yes", felt="And quick.", **KEY)
    assert (again.status_code, "You have told us already" in again.text) == (422, True)
    with fresh() as session:
        assert session.scalar(select(FELT).where(Ticket.id == ana.id))
    assert ana.kinds.count("felt") == 1


@pytest.mark.parametrize("deed", ["withdraw", "restore"])
def test_an_address_that_was_changed_back_meanwhile_is_changed_again(ana: Ana, deed: str):
    ana.send("studio", action="on", owner="photo", subject="subject", **KEY)
    other = {"withdraw": "restore", "restore": "withdraw"}[deed]
    for number, each in enumerate((other, deed, other, deed, deed)):
        key = "the page's" if each == deed else f"key {number}"
        assert ana.send("studio/addresses", deed=each, scope="badge", once=key).status_code == 303
        with fresh() as session:
            assert shares_of(session, ana.id)["badge"].withdrawn_alone is (each == "withdraw")
    changes = [kind for kind in ana.kinds if kind in ("share_withdrawn", "share_restored")]
    assert len(changes) == (3 if deed == "withdraw" else 4)


def test_what_is_public_is_what_was_chosen_last_in_whichever_tab(ana: Ana):
    choice = {"action": "on", "owner": "photo", "subject": "title"}
    for key, title in (("one", "My machine"), ("two", "Our machine"), ("one", "My machine"), ("one", "My machine")):
        assert ana.send("studio", **choice, title=title, once=key).status_code == 303
        assert ana.ticket.public_choice["title"] == title
    assert ana.kinds.count("published") == 3
    for action in ("off", "on", "off"):
        assert ana.send("studio", **(choice | {"action": action, "title": "My machine"}), once="one").status_code == 303
        assert (ana.ticket.published_at is not None) is (action == "on")


def test_sites_are_those_that_were_saved_last_in_whichever_tab(ana: Ana):
    ana.send("studio", action="on", owner="photo", subject="subject", **KEY)
    for key, site in (("one", "https://a.example"), ("two", "https://b.example"), ("one", "https://a.example")):
        assert ana.send("studio/sites", sites=site, once=key).status_code == 303
        with fresh() as session:
            assert shares_of(session, ana.id)["embed"].sites == [site]


def test_an_answer_without_words_is_given_again_when_another_came_between(ana: Ana):
    ana.write()
    for what, said in (("right", {}), ("not_quite", {"not_quite": "The grinder."}), ("right", {}), ("right", {})):
        ana.send("heard", answer=what, **said, **KEY)
        assert ana.ticket.heard_answer == what
    assert ana.kinds.count("heard_right") == 2


@pytest.fixture
def desk(client: FlaskClient, cast: Any) -> str:
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


def newest(table: type[Any], column: Any) -> list[Any]:
    db.session.remove()
    return list(db.session.scalars(select(column).order_by(*table.__table__.primary_key)))


@pytest.mark.parametrize(
    ("address", "said", "name", "column"),
    [
        ("/letters", PROMISED, "body", Letter.body),
        ("/letters", PROMISED | {"seen_by": "us"}, "body", Note.body),
        ("/notes", {}, "body", Note.body),
    ],
)
def test_what_an_agent_writes_in_a_form_that_was_sent_already_arrives_too(
    client: FlaskClient, cast: Any, desk: str, address: str, said: dict[str, str], name: str, column: Any
):
    for words in ("The first words.", "The second words.", "The first words."):
        answer = post(client, desk + address, **(KEY | said | {name: words, "seen": "99"}))
        assert answer.status_code == 303
    assert newest(column.class_, column) == ["The first words.", "The second words."]


@pytest.mark.parametrize("address", ["/letters", "/notes", "/handovers", "/promises"])
def test_a_form_of_the_desk_that_is_refused_comes_back_with_a_fresh_key(client: FlaskClient, desk: str, address: str):
    answer = post(client, desk + address, **KEY, seen="99", to="2", promise="never")
    assert (answer.status_code, KEY["once"] in keys(answer.text)) == (422, False)
    assert keys(answer.text)


def test_a_letter_sent_again_from_the_same_page_after_a_broken_line_counts_once(client: FlaskClient, desk: str):
    """The page's script names the window anew, and has noted what was read since."""
    for number in ("1", "2"):
        window = {"copy": f"window {number}", "begun": f"{number}:x", "seen": number}
        assert post(client, f"{desk}/letters", **KEY, **PROMISED, body="On it.", **window).status_code == 303
    assert newest(Letter, Letter.body) == ["On it."]


def test_a_handover_is_done_again_once_the_ticket_has_come_back(client: FlaskClient, desk: str):
    """To Tom, to Maria, and from the first page to Tom again, twice."""
    for to in ("2", "1", "2", "2"):
        answer = post(client, f"{desk}/handovers", **KEY, to=to, note="You know fuses.", seen="99")
        assert answer.status_code == 303
        db.session.remove()
        assert db.session.scalars(select(Ticket.owner_id).where(Ticket.id == 1)).one() == int(to)
    assert newest(Handover, Handover.to_id) == [2, 1, 2]


def test_a_promise_is_moved_again_once_it_was_moved_elsewhere(client: FlaskClient, desk: str):
    post(client, f"{desk}/letters", **KEY, **PROMISED, body="On it.", seen="99")
    for hour in (18, 19, 18, 18):
        answer = post(client, f"{desk}/promises", **KEY, promise=f"2026-11-23T{hour}:00", seen="99")
        assert answer.status_code == 303
        db.session.remove()
        assert db.session.scalars(select(Ticket.promised_at).where(Ticket.id == 1)).one().hour == hour
    assert newest(Promise, Promise.outcome).count("moved") == 3


def test_another_story_in_a_form_that_opened_a_ticket_opens_another(client: FlaskClient, desk: str):
    led = [
        post(client, "/desk/tickets", **KEY, **NEW, story=story) for story in ("It hisses.", "It leaks.", "It hisses.")
    ]
    where = [answer.headers["Location"] for answer in led]
    assert where[0] == where[2] != where[1]
    db.session.remove()
    told = db.session.scalars(select(Reply.body).where(Reply.version == 1).order_by(Reply.ticket_id)).all()
    assert told[1:] == ["It hisses.", "It leaks."]


def test_a_ticket_that_was_reopened_since_is_closed_again_from_the_same_page(
    client: FlaskClient, run: Callable[..., object], cast: Any, clock: Any, desk: str
):
    ask = {"body": "Done?", "heard": "It dies.", "asks_solved": True}
    for closed in (1, 2):
        run(write_letter, cast.ticket.id, cast.maria, clock.forward(minutes=1), **ask)
        for _ in range(2):
            assert post(client, f"{desk}/closing", **KEY, seen="99").status_code == 303
        db.session.remove()
        ticket = db.session.get_one(Ticket, cast.ticket.id)
        assert ticket.closure == "unconfirmed"
        assert [event.kind for event in history(db.session, ticket.id)].count("closed") == closed
        run(reopen, cast.ticket.id, clock.forward(minutes=1))

"""Two tickets that go on as one, over HTTP: what the customer reads, writes and takes back, and what others learn."""

import re
from dataclasses import replace

import html5lib
import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.delivery.incoming.receiving import receive
from statuspage.delivery.mail import render
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask import ask
from statuspage.domain.way_in.overviews import join
from statuspage.domain.way_in.same_person import SAME, TAKEN_BACK, say_who
from tests.cast import due
from tests.delivery.answering import answer
from tests.delivery.mailbox import ANSWERED, Mailbox
from tests.domain.test_asking import ASKER
from tests.surfaces.private_things import Ana, fresh, words

GRINDER, HUMS = "The grinder hums like a fridge", "It hums since Monday."


@pytest.fixture
def grinder(ana: Ana):
    """The id of Ana's second ticket, which Tom has and nobody has heard."""
    asks = {"subject": GRINDER, "story": HUMS}
    return ana.run(open_ticket, ana.cast.ana, ana.cast.tom, ana.clock.forward(hours=1), **asks).id


@pytest.fixture
def together(ana: Ana, grinder):
    """The grinder goes on in the ticket about the machine, as Maria has put them together."""
    ana.write("I shall look at the pump.")
    ana.run(merge, grinder, ana.id, ana.cast.maria, ana.clock.forward(minutes=1))
    return grinder


def path(ana: Ana, ticket: int, scope: str = "private", companion: int | None = None) -> str:
    with fresh() as session:
        urls = ana.app.extensions["urls"]
        return str(urls.shared(shares_of(session, ticket, companion)[scope])).removeprefix(urls.base)


def page(ana: Ana, ticket: int) -> str:
    answer = ana.client.get(path(ana, ticket))
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer.text


def row(ticket: int) -> Ticket:
    with fresh() as session:
        return session.get_one(Ticket, ticket)


def text_of(ana: Ana, kind: str, to: str, now) -> str:
    """The newest mail of this kind, as its reader gets it."""
    settings = replace(ana.app.extensions["settings"], mail_from="desk@fernhill.example")
    with ana.app.test_request_context():
        found = db.session.scalars(select(Outgoing).where(Outgoing.kind == kind, Outgoing.to == to)).all()[-1]
        made = render(db.session(), found, ana.app.extensions["urls"], settings, now)
        return words(made.get_body(("plain",)).get_content())


def test_the_one_that_closed_says_calmly_where_it_goes_on_and_leads_there(ana: Ana, together):
    before = page(ana, together)
    text = words(before)
    assert "We go on in “The machine heats up, then switches itself off”" in text
    assert "Maria put the two together" in text
    assert f'href="http://localhost{ana.path}"' in before
    assert "Open it again" not in text
    assert "Did you feel listened to?" not in text
    assert "and Maria reads there what you write here" in text
    assert HUMS in text
    assert "Maria goes on with this together with something else you told us" in text


def test_the_other_says_so_in_one_line_and_has_none_of_its_words(ana: Ana, together):
    text = words(ana.page())
    assert "Maria goes on here with something else you told us as well" in text
    assert HUMS not in text
    assert GRINDER not in text


def test_what_she_writes_there_stays_on_that_page_and_wakes_the_other(ana: Ana, together):
    ana.write("Both, then.")
    answer = ana.client.post(f"{path(ana, together)}/replies", data={"body": "Now it howls.", "once": "k"})
    assert answer.status_code == 303
    assert "Now it howls." in words(page(ana, together))
    assert "Now it howls." not in words(ana.page())
    assert (row(ana.id).unanswered, row(ana.id).turn, row(together).is_open) == (1, "us", False)


def test_the_owner_reads_her_words_in_the_mail_about_the_one_that_goes_on(ana: Ana, together):
    ana.client.post(f"{path(ana, together)}/replies", data={"body": "Now it howls.", "once": "k"})
    told = text_of(ana, "beside", "agent", ana.clock())
    assert "Now it howls." in told
    assert f"/desk/tickets/{ana.id}" in told


def test_the_customer_is_mailed_where_it_goes_on_and_what_is_promised_there(ana: Ana, together):
    told = text_of(ana, "merged", "customer", ana.clock())
    assert "It goes on in “The machine heats up, then switches itself off”." in told
    assert "The next word comes there by" in told
    assert "one click on it takes them apart again" in told
    assert path(ana, together) in told


def test_one_button_takes_them_apart_and_all_is_as_before(ana: Ana, together):
    before = page(ana, together)
    assert "These are two things" in words(before)
    answer = ana.client.post(f"{path(ana, together)}/parting", data={"once": "part-2"})
    assert answer.status_code == 303
    after = words(ana.client.get(answer.location).text)
    assert "This one is open, and goes on by itself." in after
    assert "Tom has it, and has not written yet" in after
    assert "You said that these are two things, and this goes on by itself" in after
    assert "You took something else apart from this again" in words(ana.page())
    assert row(together).is_open


def test_pressed_twice_or_on_any_other_page_it_changes_nothing(ana: Ana, together):
    version = row(together).version
    for _ in range(2):
        assert ana.client.post(f"{path(ana, together)}/parting").status_code == 303
    assert row(together).version == version + 1
    assert ana.client.post(f"{ana.path}/parting").status_code == 303
    assert row(ana.id).is_open


def test_after_a_letter_the_button_is_gone_and_a_page_that_still_has_it_hears_why(ana: Ana, together):
    ana.write("Both, then.")
    ana.run(
        write_letter,
        ana.id,
        ana.cast.maria,
        ana.clock.forward(minutes=1),
        body="And more.",
        promise=due(ana.clock(), hours=9),
    )
    answer = ana.client.post(f"{path(ana, together)}/parting")
    assert answer.status_code == 422
    assert "There was a letter in “The machine heats up, then switches itself off” since, for both." in words(
        answer.text
    )
    ana.clock.forward(days=1)
    assert "These are two things" not in words(page(ana, together))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("reopening", {}),
        ("confirmation", {"answer": "yes"}),
        ("confirmation", {"answer": "no", "not_solved": "Still."}),
        ("calls", {"phone": "+351 91 555 0163"}),
    ],
)
def test_what_an_old_page_still_asks_is_answered_in_words_and_nothing_typed_is_lost(ana: Ana, together, what, said):
    answer = ana.client.post(f"{path(ana, together)}/{what}", data=said)
    assert answer.status_code == 422
    assert "This goes on together with something else you told us. Please say it there." in words(answer.text)
    assert all(text in answer.text for name, text in said.items() if name != "answer")


def test_her_overview_says_where_it_goes_on(ana: Ana, together):
    found = ana.run(join, ana.cast.ana.email, ana.clock())
    mine = ana.client.get(ana.app.extensions["urls"].mine(found.id, found.generation)).text
    assert "It goes on in “The machine heats up, then switches itself off”" in words(mine)


def test_no_companion_of_either_learns_of_the_other(ana: Ana, grinder):
    ana.write("I shall look at the pump.")
    inside = {}
    for ticket in (ana.id, grinder):
        inside[ticket] = ana.run(
            let_in, ticket, ana.clock(), name="Joana Reis", email="joana@example.org", may_write=True
        ).id
    places = [(ticket, scope) for ticket in inside for scope in ("private", "feed", "calendar")]

    def read() -> dict[tuple[int, str], str]:
        return {(t, s): ana.client.get(path(ana, t, s, inside[t])).text for t, s in places}

    ana.clock.forward(minutes=1)
    before = read()
    ana.run(merge, grinder, ana.id, ana.cast.maria, ana.clock())
    ana.client.post(f"{path(ana, grinder)}/replies", data={"body": "Now it howls.", "once": "k"})
    after = read()
    of_the_other = {ana.id: (GRINDER, HUMS, "howls"), grinder: ("The machine heats up", "the pump")}
    for at, text in after.items():
        for told in (*of_the_other[at[0]], "goes on", "go on", "together with", "something else", "another ticket"):
            assert told not in words(text), at
    told = words(after[grinder, "private"])
    assert "Maria closed this" in told
    assert "Ana has not said whether it is solved" in told
    for scope in ("private", "feed", "calendar"):
        assert _steady(after[ana.id, scope]) == _steady(before[ana.id, scope]), scope
    part_of_a_mail = text_of(ana, "merged", "companion", ana.clock())
    assert "Maria closed this" in part_of_a_mail
    assert "The machine" not in part_of_a_mail


def _steady(text: str) -> str:
    """A page without what differs each time that it is asked for, and without how often something happened."""
    return re.sub(r'value="[\w-]{16}"|data-since="[^"]*"|-\d+"|once=[\w-]+', "", text)


def test_who_typed_her_address_reads_nothing_of_hers_once_an_agent_has_taken_it_back(ana: Ana):
    by = replace(ASKER, name="A. Reis", email=ana.cast.ana.email)
    with write() as session:
        typed = ask(session, by, ana.clock(), story="The pump hums.", company="Fernhill Coffee")[0].id
    ana.run(say_who, typed, ana.cast.maria, ana.clock(), SAME)
    ana.run(merge, typed, ana.id, ana.cast.maria, ana.clock.forward(minutes=1))
    assert ana.path in page(ana, typed)
    ana.run(say_who, typed, ana.cast.maria, ana.clock(), TAKEN_BACK)
    after = page(ana, typed)
    assert ana.path not in after
    assert "The machine heats up" not in after
    assert "The machine heats up" not in ana.client.post(f"{path(ana, typed)}/reopening").text
    ana.write("I shall look at the pump.")
    refused = ana.client.post(f"{path(ana, typed)}/parting")
    assert refused.status_code == 422
    assert "The machine heats up" not in refused.text
    assert "There was a letter" not in refused.text


def test_an_agent_takes_them_apart_and_she_is_mailed(ana: Ana, together):
    ana.run(part, together, ana.clock.forward(minutes=1), agent=ana.cast.maria)
    told = text_of(ana, "taken_apart", "customer", ana.clock())
    assert "Maria took these two apart again, and this goes on by itself" in told


def test_an_answer_to_an_old_mail_of_the_one_that_closed_reaches_the_owner_of_the_other(ana: Ana, grinder):
    box = Mailbox(ana.app, ana.cast, ana.clock, ana.run)
    box.change(**ANSWERED | {"mail_proof": False})
    box.write()
    letter = box.newest(kind="letter", to="customer")
    soon = {"body": "I have it.", "heard": "It hums.", "promise": due(ana.clock(), minutes=40)}
    ana.run(write_letter, grinder, ana.cast.tom, ana.clock.forward(minutes=1), **soon)
    ana.run(merge, ana.id, grinder, ana.cast.maria, ana.clock.forward(minutes=1))
    receive(answer(letter, "It still drips."), door="pipe")
    assert "It still drips." in words(ana.page())
    assert (row(grinder).unanswered, row(grinder).turn, row(ana.id).is_open) == (1, "us", False)
    assert "It still drips." in text_of(ana, "beside", "agent", ana.clock())

"""The queue: one next thing and why, lateness in words, whose tickets, what is new; and a list of all tickets."""

import html
import re
from datetime import timedelta

import pytest

from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import ask_call, confirm, reply
from statuspage.domain.desk import queue as domain_queue
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.protocol import Live
from tests.asked import statements
from tests.cast import due
from tests.surfaces.desk import log_in, post


@pytest.fixture
def heard(run, cast, clock):
    """Maria has answered, and promised to write again in three hours."""
    words = {"body": "On it.", "heard": "It died again.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **words)
    return cast.ticket


def test_what_nobody_has_heard_yet_comes_first_and_says_so(client, cast):
    log_in(client)
    page = client.get("/desk")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Ana Reis" in page.text
    assert "not heard yet" in page.text
    assert "It did it again this morning." in page.text
    assert f'href="http://localhost/desk/tickets/{cast.ticket.id}"' in page.text


def words(page):
    """What a reader sees of it, without the marks of the markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows(page):
    """The queue's rows, the first of them on top: whose, and in which words."""
    return [words(row) for row in re.findall(r'class="queue-item" href="[^"]*/tickets/\d.*?</a>', page, re.DOTALL)]


def test_a_late_promise_is_late_in_words(client, heard, clock):
    log_in(client)
    assert "due today, 12:12" in words(client.get("/desk").text)
    clock.forward(hours=4)
    page = client.get("/desk").text
    assert "late since today, 12:12" in words(page)
    assert "is-late" in page


def test_a_promise_due_soon_and_a_message_are_both_said(client, run, heard, clock):
    run(reply, heard.id, clock.forward(minutes=150), body="Hello?")
    log_in(client)
    assert "wrote to you due soon, today, 12:12" in words(client.get("/desk").text)


def test_who_is_late_and_was_asked_to_call_stands_once_with_both_marks(client, run, heard, clock):
    run(ask_call, heard.id, clock.forward(minutes=5), phone="+351 91 000 0000")
    clock.forward(hours=4)
    log_in(client)
    (row,) = rows(client.get("/desk/live").text.partition("<template")[0])
    assert "late since today, 12:12 asked to be called" in row


@pytest.fixture
def many(run, cast, clock, monkeypatch):
    """More tickets than a queue shows; returns how many it shows."""
    monkeypatch.setattr(domain_queue, "SHOWN", shown := 4)
    for number in range(shown + 2):
        run(open_ticket, cast.ana, cast.maria, clock(), subject=f"Number {number}.", story="Since Monday.")
    return shown


def test_what_a_queue_has_no_room_for_is_in_a_list_page_by_page(client, many):
    log_in(client)
    with statements() as asked:
        page = client.get("/desk").text
    assert len(asked) <= 6, "a long queue asks no more often than a short one"
    assert len(rows(page)) == many
    behind = re.search('href="([^"]+)">There are more', page)[1]
    first = client.get(html.unescape(behind)).text
    onward = re.search('href="([^"]+after=[^"]+)"', first)[1]
    rest = client.get(html.unescape(onward)).text
    assert [len(rows(first)), len(rows(rest))] == [many, 3]
    assert not {*rows(first)} & {*rows(rest)}
    assert "Go on" not in rest


@pytest.mark.parametrize("after", ["nonsense", "9-1.000000-1", "0-99999999999.999999-999999999", "3-1.000000-1"])
def test_a_cursor_that_means_nothing_breaks_nothing(client, many, after):
    log_in(client)
    for state in ("open", "over", "any", "nonsense"):
        assert client.get("/desk/tickets", query_string={"after": after, "state": state}).status_code in (200, 422)


def test_two_unanswered_messages_suggest_a_call(client, run, heard, clock):
    for body in ("Hello?", "Are you there?"):
        run(reply, heard.id, clock.forward(minutes=5), body=body)
    log_in(client)
    assert "wrote 2 times due today, 12:12 a call may be better" in words(client.get("/desk").text)
    assert "A call may be better now" in client.get(f"/desk/tickets/{heard.id}").text


def test_who_asked_to_be_called_is_said(client, run, heard, clock):
    run(ask_call, heard.id, clock.forward(minutes=5), phone="+351 91 000 0000")
    log_in(client)
    assert "asked to be called" in client.get("/desk").text


def test_a_question_left_with_the_customer_waits_apart(client, run, heard, cast, clock):
    run(write_letter, heard.id, cast.maria, clock.forward(hours=1), body="Done?", asks_solved=True)
    log_in(client)
    page = client.get("/desk").text
    assert "Waiting for them" in page
    assert "You have written to everyone." in page


@pytest.fixture
def toms(run, cast, clock):
    """A ticket of Tom's, which nobody has heard for a day."""
    asked = clock() - timedelta(days=1)
    return run(open_ticket, cast.ana, cast.tom, clock(), subject="The grinder", story="It stops.", asked_at=asked)


def test_one_looks_at_ones_own_at_everyones_and_at_a_colleagues_tickets(client, cast, toms):
    log_in(client)
    mine, everyones = client.get("/desk").text, client.get("/desk?of=everyone").text
    colleagues = client.get(f"/desk?of={cast.tom.id}").text
    assert [
        [("grinder" in row, "with Tom" in row) for row in rows(page)] for page in (mine, everyones, colleagues)
    ] == [
        [(False, False)],
        [(True, True), (False, False)],
        [(True, True)],
    ]
    for page, name in ((mine, "Mine 1"), (everyones, "Everyone 2"), (colleagues, "Tom 1")):
        current = re.search(r'<a class="view"[^>]*aria-current="true">(.*?)</a>', page)[1]
        assert words(current) == name


def test_the_address_remembers_whose_tickets_one_looks_at(client, cast, toms):
    log_in(client)
    page = client.get("/desk?of=everyone").text
    address = html.unescape(re.search(rf'href="([^"]+)" data-ticket="{toms.id}"', page)[1])
    beside = client.get(address).text
    assert len(rows(beside)) == 2
    assert 'data-live="/desk/of/everyone" data-event="queue"' in beside


def test_whose_nobody_knows_is_ones_own(client, cast, toms):
    log_in(client)
    for of in ("999", "nobody", str(cast.maria.id), "9" * 30, "\x00"):
        page = client.get("/desk", query_string={"of": of}).text
        assert 'data-live="/desk" data-event' in page, of


def test_a_colleague_who_was_let_go_is_still_there_while_they_have_open_tickets(client, run, cast, toms, clock):
    def let_go(session):
        session.get(Agent, cast.tom.id).is_active = False

    run(let_go)
    log_in(client)
    assert ">Tom</bdi>" in client.get("/desk").text
    run(hand_over, toms.id, cast.maria, cast.maria, clock(), note="Mine now.")
    assert ">Tom</bdi>" not in client.get("/desk").text


def test_a_handover_is_new_to_its_owner_until_they_open_it(client, run, cast, clock):
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has the part.")
    log_in(client)
    assert "queue-new" not in client.get("/desk?of=everyone").text, "it is new to Tom alone"
    log_in(client, "tom@fernhill.example")
    assert 'data-arrived="Ana Reis"' in client.get("/desk").text
    post(client, f"/desk/tickets/{cast.ticket.id}/presence", doing="reading")
    assert "queue-new" not in client.get("/desk").text


def test_a_ticket_that_a_colleague_opened_is_new_and_ones_own_is_not(client, cast):
    log_in(client)
    opened = {"customer": str(cast.ana.id), "subject": "No steam", "story": "It hisses."}
    for owner in (cast.maria, cast.tom):
        assert post(client, "/desk/tickets", **opened, owner=str(owner.id), once=str(owner.id)).status_code == 303
    assert "queue-new" not in client.get("/desk").text
    log_in(client, "tom@fernhill.example")
    assert client.get("/desk/live").text.partition("<template")[0].count("queue-new") == 1


def test_what_one_takes_over_or_has_written_in_is_not_new(client, run, cast, clock):
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has the part.")
    run(write_letter, cast.ticket.id, cast.tom, clock.forward(minutes=1), body="Hi", heard="It died.", asks_solved=True)
    run(hand_over, cast.ticket.id, cast.maria, cast.maria, clock.forward(minutes=1), note="I take it back.")
    for email in ("maria@fernhill.example", "tom@fernhill.example"):
        log_in(client, email)
        assert "queue-new" not in client.get("/desk").text


def test_the_list_says_what_is_open_and_what_is_over_and_finds_words(client, run, heard, toms, cast, clock):
    run(write_letter, heard.id, cast.maria, clock.forward(hours=1), body="The gasket is in.", asks_solved=True)
    run(confirm, heard.id, clock.forward(hours=1))
    log_in(client)

    def found(**query):
        return [row.split(" with ")[0] for row in rows(client.get("/desk/tickets", query_string=query).text)]

    assert found() == []
    assert len(found(of="everyone")) == 1
    assert "closed, they agreed" in words(client.get("/desk/tickets?state=over").text)
    assert len(found(state="over")) == 1
    sought = client.get("/desk/tickets?q=gasket&state=over&of=everyone").headers["Location"]
    assert sought.endswith("/desk/find?q=gasket&state=over")
    assert len(found(state="any", of="everyone")) == 2


def test_an_empty_queue_is_a_warm_one(client, run, cast, clock):
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Yours.")
    log_in(client)
    page = client.get("/desk").text
    assert "Nobody is waiting for you." in page
    assert "coffee" in page


def test_the_queue_takes_at_most_four_statements_with_the_head_of_the_page(client, heard):
    log_in(client)
    for path, most in (("/desk", 4), ("/desk/live", 4), ("/desk?of=everyone", 4)):
        with statements() as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most, asked


def test_the_queues_live_fragment_names_what_it_is(client, cast, run, clock):
    log_in(client)
    before = client.get("/desk/live")
    assert Live.from_headers(before.headers).ticket_id is None
    assert "<html" not in before.text
    assert "Ana Reis" in before.text
    assert before.data == client.get("/desk/live").data, "the same queue reads the same"
    run(reply, cast.ticket.id, clock.forward(minutes=1), body="Hello?")
    assert Live.from_headers(client.get("/desk/live").headers) != Live.from_headers(before.headers)


def test_one_ticket_takes_few_statements_however_long_it_is(client, run, heard, cast, clock):
    log_in(client)
    with statements() as few:
        client.get(f"/desk/tickets/{heard.id}")
    for _ in range(30):
        run(reply, heard.id, clock.forward(minutes=1), body="Hello?")
    with statements() as many:
        client.get(f"/desk/tickets/{heard.id}")
    assert len(few) <= len(many) <= 20

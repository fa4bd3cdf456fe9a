"""Anyone asks: no account, a page of their own at once with a person on it; what they typed is never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.letters import Reply
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.topics import save_topic
from statuspage.security.robots import begun_at
from statuspage.security.throttle import limiter
from tests.asked import statements

TYPED = {
    "story": "The pump hums, and nothing comes out.",
    "name": "Joana Reis",
    "contact": "joana@example.net",
    "zone": "Europe/Lisbon",
    "once": "a-key-of-a-form",
}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _fresh(app):
    limiter.reset()


@pytest.fixture
def begun(app, clock):
    """What a form carries that was made so many seconds ago."""
    return lambda ago: begun_at(app.extensions["settings"].secret_keys, clock() - timedelta(seconds=ago))


@pytest.fixture
def send(client, cast, begun):
    """Post the form, which a person has filled in; what is answered."""

    def post(**more):
        db.session.rollback()
        headers = more.pop("headers", OURS)
        return client.post("/ask", data=TYPED | {"begun": begun(60)} | more, headers=headers)

    return post


@pytest.fixture
def topic(cast):
    with write() as session:
        words = {"en": ("Repairs", "Which machine?\nOrder number"), "de": ("Reparatur", "Welche Maschine?\nNummer")}
        return save_topic(session, None, name="repair", words=words, agents=[cast.maria.id], first="en").id


def tickets():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ticket))


def newest():
    db.session.rollback()
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def page(answer):
    return fromstring(answer.text)


def value(answer, name):
    (field,) = page(answer).xpath(f'//*[@name="{name}"]')
    return field.value.removeprefix("\n") if field.tag == "textarea" else field.value


def errors(answer):
    return [link.get("href") for link in page(answer).xpath('//*[@id="errors"]//a')]


def test_whoever_asks_is_led_to_a_page_of_their_own_with_a_person_on_it(client, send):
    answer = send()
    assert answer.status_code == 303
    read = client.get(answer.location)
    assert read.status_code == 200
    assert "Tom Becker" in read.text or "Maria Okafor" in read.text
    assert "The pump hums, and nothing comes out." in read.text
    assert "this is your own page" in read.text


def test_from_the_form_to_the_page_it_is_one_transaction_and_two_requests(client, send):
    before = tickets()
    with statements() as told:
        answer = send()
    assert sum(one.startswith("INSERT INTO ticket") for one in told) == 1
    assert client.get(answer.location).status_code == 200
    assert tickets() == before + 1


def test_the_same_form_sent_twice_is_one_ticket_and_leads_to_the_same_page(send):
    first, before = send(), tickets()
    assert send().location == first.location
    assert tickets() == before


def test_the_same_form_with_other_words_is_another_question(send):
    send()
    before = tickets()
    assert send(story="And the tray is broken.").status_code == 303
    assert tickets() == before + 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"story": ""}, "#ask-story"),
        ({"story": "x" * 10_001}, "#ask-story"),
        ({"name": ""}, "#ask-name"),
        ({"contact": ""}, "#ask-contact"),
        ({"contact": "nobody"}, "#ask-contact"),
        ({"contact": "a@b"}, "#ask-contact"),
        ({"also": "b@example.net"}, "#ask-also"),
        ({"reach": "phone"}, "#ask-reach"),
        ({"reach": "pigeon"}, "#ask-reach"),
        ({"subject": "x" * 201}, "#ask-subject"),
        ({"reach_when": "x" * 121}, "#ask-reach_when"),
    ],
)
def test_what_is_refused_comes_back_with_all_that_was_typed_and_a_new_key(send, typed, field):
    before, answer = tickets(), send(**typed)
    assert (answer.status_code, errors(answer)) == (422, [field])
    for name in ("story", "name", "contact"):
        assert (value(answer, name) or "") == (TYPED | typed)[name]
    assert value(answer, "once") != TYPED["once"]
    assert page(answer).xpath(f'//*[@id="{field[1:]}"]')
    assert tickets() == before


@pytest.mark.usefixtures("topic")
def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_fields(send):
    wrong = {"story": "", "name": "", "contact": "nobody", "also": "hello", "subject": "x" * 201}
    answer = send(**wrong, topic="repair", reach_when="x" * 121, **{"repair-0": "x" * 201})
    fields = ["story", "answer-0", "name", "contact", "subject", "also", "reach_when"]
    assert errors(answer) == [f"#ask-{name}" for name in fields]
    assert "7 things need another look" in answer.text
    assert [(value(answer, name) or "") for name in wrong if name != "story"] == [
        typed for name, typed in wrong.items() if name != "story"
    ]


def test_what_is_missing_to_reach_somebody_is_one_thing(send):
    answer = send(contact="", name="", reach="mail")
    assert errors(answer) == ["#ask-name", "#ask-contact"]


def test_an_invisible_sign_is_taken_out_of_each_field_in_which_one_is(send):
    answer = send(story="It hums\x07.", name="", contact="b@example.net", subject="A\u202ehum")
    assert errors(answer) == ["#ask-story", "#ask-name"], "of a line it goes in silence"
    assert value(answer, "story") == "It hums."


def test_an_invisible_sign_is_taken_out_and_the_rest_comes_back(send):
    answer = send(story="It hums\x07.")
    assert (answer.status_code, value(answer, "story")) == (422, "It hums.")


def test_a_phone_number_is_enough_and_then_they_like_the_phone(send):
    send(contact="+351 91 555 0163")
    customer = db.session.get(Customer, newest().customer_id)
    assert (customer.phone, customer.reach, customer.email) == ("+351 91 555 0163", "phone", "")


def test_the_browsers_zone_counts_and_an_unknown_one_is_ours(send, app):
    send(zone="Asia/Tokyo")
    assert db.session.get(Customer, newest().customer_id).zone == "Asia/Tokyo"
    send(zone="Nowhere/Land", story="Another.")
    ours = app.extensions["settings"].company_zone
    assert db.session.get(Customer, newest().customer_id).zone == ours


def test_who_asks_in_german_is_written_to_in_german_and_the_rule_hears_of_any_language(send):
    send(headers=OURS | {"Accept-Language": "pt-BR, de;q=0.5"})
    ticket = newest()
    assert db.session.get(Customer, ticket.customer_id).language == "de"
    with write() as session:
        session.get(Agent, ticket.owner_id).takes_new = False
        other = session.scalars(select(Agent).where(Agent.id != ticket.owner_id)).one()
        other.speaks, other.hours = ["pt"], {"mon": ["00:00", "00:01"]}
        session.get(Agent, ticket.owner_id).takes_new = True
    send(headers=OURS | {"Accept-Language": "pt-BR, de;q=0.5"}, story="Another.")
    assert newest().owner_id == other.id


def test_an_address_can_choose_the_topic_and_say_what_it_is_about(client, topic):
    answer = client.get("/ask?topic=repair&about=Order+1042")
    (chosen,) = page(answer).xpath('//input[@name="topic"][@checked]')
    assert (chosen.get("value"), value(answer, "subject")) == ("repair", "Order 1042")
    assert page(answer).xpath('//input[@name="subject"][not(ancestor::details)]'), "it is in sight"
    assert page(answer).xpath('normalize-space(//details[contains(@class, "more")]/summary/span)') == (
        "how you like to be reached"
    )
    assert client.get("/ask?topic=nothing&about=" + "x" * 900).status_code == 200


def test_what_a_topic_asks_is_answered_in_the_words_of_its_language(client, send, topic):
    asked = client.get("/ask?lang=de")
    assert "Welche Maschine?" in asked.text
    send(topic="repair", lang="de", **{"repair-0": "Lilla Pro", "repair-1": ""})
    assert db.session.get(Reply, (newest().id, 1)).body.endswith("\n\nWelche Maschine: Lilla Pro")


def test_what_other_topics_ask_is_not_read(send, topic):
    send(**{"repair-0": "Lilla Pro"})
    assert "Lilla" not in db.session.get(Reply, (newest().id, 1)).body


def test_another_site_cannot_ask_in_somebodys_name(send):
    before = tickets()
    assert send(headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}).status_code == 403
    assert tickets() == before


def test_whoever_asks_too_often_gets_their_words_back(send):
    for number in range(30):
        assert send(story=f"Number {number}").status_code == 303
    answer = send(story="One too many, and yet mine.")
    assert answer.status_code == 429
    assert "One too many, and yet mine." in answer.text
    assert page(answer).xpath('//a[@href="/ask"]')


def test_where_nobody_may_ask_there_is_no_such_page(app, client, cast):
    app.extensions["settings"] = replace(app.extensions["settings"], ask=False)
    assert client.get("/ask").status_code == 404
    assert "/ask" not in client.get("/").text


def test_the_front_door_leads_there(client, cast):
    assert page(client.get("/")).xpath('//a[@href="/ask"]')


def test_while_nobody_works_here_the_page_says_so_and_has_no_form(client):
    for answer in (client.get("/ask"), client.post("/ask", data=TYPED, headers=OURS)):
        assert answer.status_code == 503
        assert not page(answer).xpath("//form")


def test_the_page_is_never_kept_and_sends_no_cookie(client, cast):
    answer = client.get("/ask")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_one_that_came_back_is_kept_by_its_own_browser_alone_so_that_back_finds_it(send):
    answer = send(name="")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (422, "private, no-cache")
    assert "Set-Cookie" not in answer.headers


# What may be no person's


def doubted():
    return newest().suspected_at is not None


def test_a_person_who_takes_their_time_is_not_doubted(send):
    send()
    assert not doubted()


@pytest.mark.parametrize("typed", [{"website": "https://cheap.example"}, {"begun": ""}, {"begun": "1700000000.0.aa"}])
def test_a_robot_gets_the_same_page_and_owner_and_nothing_is_mailed(client, send, typed):
    answer = send(**typed)
    page = client.get(answer.location)
    assert (answer.status_code, page.status_code) == (303, 200)
    assert "this is your own page" in page.text
    assert doubted()
    due = db.session.scalars(select(Outgoing.due_at).where(Outgoing.ticket_id == newest().id)).all()
    assert len(due) == 1
    assert due[0] - newest().opened_at > timedelta(days=1000)


def test_whoever_is_quicker_than_one_can_type_is_doubted(send, begun):
    send(begun=begun(2))
    assert doubted()


def test_many_from_one_place_are_doubted_and_none_from_another(send, client):
    for number in range(6):
        send(story=f"Number {number}")
        assert not doubted()
    send(story="The seventh")
    assert doubted()


def test_a_robots_many_posts_take_nobody_elses_place(send, client, begun):
    for number in range(8):
        send(story=f"Number {number}")
    data = TYPED | {"begun": begun(60), "story": "From elsewhere."}
    client.post("/ask", data=data, headers=OURS, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert not doubted()


def test_a_form_that_came_back_to_be_set_right_counts_for_nothing(send):
    for _ in range(8):
        assert send(name="").status_code == 422
    send()
    assert not doubted()

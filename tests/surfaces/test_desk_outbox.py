"""The outbox at the desk: what waits, what did not arrive and what left, each mail as it would leave."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from statuspage.db import db
from statuspage.delivery.faults import of_reply
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.bounces import Bounce
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import reply
from statuspage.domain.outbox import Outgoing, leave, ping
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.protocol import Live
from statuspage.surfaces.desk import outbox
from tests.cast import due
from tests.mails import REFUSED, come_in, newest_mail, refuse
from tests.surfaces.desk import log_in, post

MARK = r'<span class="mail-mark[^"]*">.*?</span>'


@pytest.fixture
def maria(client, cast, run):
    """Maria at her desk; the receipt of Ana's ticket is forgotten."""
    run(lambda session: session.execute(delete(Outgoing)))
    log_in(client)
    return client


@pytest.fixture
def desk(cast):
    return f"/desk/tickets/{cast.ticket.id}"


@pytest.fixture
def server(app):
    """A mail server is set."""
    app.extensions["settings"] = replace(
        app.extensions["settings"], smtp_url="smtps://mail.fernhill.example", mail_from="care@fernhill.example"
    )


@pytest.fixture
def letter(run, cast, clock):
    """A letter of Maria's, as the id of its mail to Ana."""

    def write(**rest):
        said = {"body": "The *valve* is here.", "heard": "It died.", "promise": due(clock(), hours=3)} | rest
        run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
        return run(newest_mail).id

    return write


@pytest.fixture
def dead(run, clock, letter):
    mail_id = letter()
    run(refuse, mail_id, clock())
    return mail_id


def become(run, mail_id, **facts):
    def change(session):
        mail = session.get_one(Outgoing, mail_id)
        for name, value in facts.items():
            setattr(mail, name, value)

    run(change)


def mail(run, mail_id):
    return run(lambda session: session.get_one(Outgoing, mail_id))


def words(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_without_a_mail_server_it_says_that_nobody_is_mailed(maria, letter):
    letter()
    page = words(maria.get("/desk/outbox").text)
    assert "No mail server is set: mails are kept here, and nobody is mailed." in page
    assert "kept: no mail leaves from here" in page
    assert "leaves by itself" not in page


def test_an_empty_outbox_says_so(maria, server):
    page = words(maria.get("/desk/outbox").text)
    assert "No mail here." in page
    assert "every mail has left" not in page, "as none ever was"
    assert "Of the demo" not in page, "where there is none"


def test_of_the_demo_is_a_sort_of_its_own_in_the_order_of_its_dates(maria, server, run, letter, clock):
    first, second = letter(), letter(heard="")
    become(run, first, outcome="kept")
    become(run, second, outcome="kept", created_at=clock() - timedelta(days=3))
    page = maria.get("/desk/outbox?state=kept").text
    assert "Of the demo" in words(page)
    assert page.index(f'/outbox/{first}"') < page.index(f'/outbox/{second}"')
    assert f'/outbox/{first}"' not in maria.get(f"/desk/outbox?state=kept&before={first}").text


def test_the_header_of_each_page_says_how_many_mails_did_not_arrive(maria, run, dead):
    for path in ("/desk", "/desk/me", "/desk/outbox"):
        assert 'aria-label="Mails: One mail did not arrive."' in maria.get(path).text, path
    become(run, dead, outcome="sent")
    assert 'aria-label="Mails"' in maria.get("/desk").text


def test_where_the_header_leads_it_says_how_many_of_either_kind_it_has_counted(maria, run, dead, clock):
    for number in range(2):
        run(come_in, clock(), f"mail-{number}", "It still drips.")
    head = re.search(r'<a class="button is-quiet to-mails" href="([^"]*)".*?</a>', maria.get("/desk").text)
    assert '<span class="count late" aria-hidden="true">3</span>' in head[0]
    page = maria.get(html.unescape(head[1])).text
    views = re.findall(r'<a class="view" href="([^"]*)".*?</a>', page)
    told = re.findall(r'<a class="view" .*?</a>', page)
    counted = {words(one).rpartition(" ")[::2] for one in told if "count" in one}
    assert counted == {("Did not arrive", "1"), ("Mails that came in", "2")}
    (came,) = (address for address in views if "/desk/incoming" in address)
    page = maria.get(html.unescape(came)).text
    (to_look_at,) = (one for one in re.findall(r'<a class="view" .*?</a>', page) if "count" in one)
    assert words(to_look_at) == "To look at 2"


def test_what_the_server_said_is_said_once(maria, run, dead):
    fault = of_reply("RCPT", 550, b"5.1.1 no such user")
    become(run, dead, fault=str(fault))
    assert "The last answer was: “550 5.1.1 no such user”" in words(maria.get(f"/desk/outbox/{dead}").text)


def test_a_row_names_the_person_what_it_is_and_the_ticket_and_whether_it_left(maria, server, run, cast, letter, clock):
    letter()
    row = words(re.search(r'<li class="mail-row">.*?</li>', maria.get("/desk/outbox").text, re.DOTALL)[0])
    assert row.startswith("Ana Reis Maria wrote, and moved this to “Heard” The machine heats up")
    assert row.endswith("today, 09:12 · waits, and leaves by itself")


def test_what_it_is_stands_in_words_for_each_kind(maria, server, run, cast, clock, letter):
    letter()
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has the part.")
    run(reply, cast.ticket.id, clock(), body="And?")
    for kind in ("late", "link", "invite", "confirm", "soon", "overdue", "digest", "new"):
        to = {"agent_id": cast.maria.id} if kind in ("soon", "overdue", "digest") else {}
        run(leave, cast.ticket.id, kind, "agent" if to else "customer", clock(), data={"promise": 1}, **to)
    page = words(maria.get("/desk/outbox?state=waiting").text)
    for told in (
        "Ana Reis Maria handed this to Tom", "Tom Becker Maria handed this to Tom", "Tom Becker Ana wrote",
        "Ana Reis A notice that a promise fell due without a letter", "Maria Okafor The day’s digest",
        "A mail of another kind",
    ):  # fmt: skip
        assert told in page
    for kind in ("handover", "overdue", "confirm "):
        assert kind not in page.lower().replace("overdue.", "").replace("promise that is overdue", "")


def test_what_a_companion_did_bears_their_name_and_not_the_customers(maria, server, run, cast, clock, letter):
    letter()
    joana = run(let_in, cast.ticket.id, clock(), name="Joana Reis", may_write=True)
    run(reply, cast.ticket.id, clock(), body="I am at the café.", companion_id=joana.id)
    page = maria.get("/desk/outbox?state=waiting").text
    assert "Maria Okafor Joana Reis wrote" in words(page)
    assert "Ana wrote" not in words(page)
    address = re.search(r'href="[^"]*(/desk/outbox/\d+)"(?:(?!</li>).)*Joana Reis wrote', page, re.DOTALL)[1]
    assert "<h1>Joana Reis wrote</h1>" in maria.get(address).text


def test_what_did_not_arrive_stands_on_top_with_how_often_it_was_tried_and_why(maria, server, run, dead, letter, clock):
    letter(heard="")
    page = maria.get("/desk/outbox").text
    assert re.findall(r'<h2 id="mails-(\w+)"', page) == ["dead", "waiting"]
    told = words(page)
    assert "One mail did not arrive." in told
    assert f"did not arrive · tried 3 times The last answer was: “{REFUSED}”" in told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"outcome": "sent", "tries": 1}, "Sent Ana Reis Maria wrote"),
        ({"outcome": "kept"}, "kept: nothing of the demo leaves"),
        ({"outcome": "retired"}, "not mailed: it was too old by then, or no longer so"),
        ({"tries": 2, "fault": "no answer"}, "is tried again today, 09:12"),
    ],
)
def test_every_outcome_is_told_in_words(maria, server, run, letter, clock, facts, told):
    mail_id = letter()
    become(run, mail_id, **facts, sent_at=clock() if facts.get("outcome") == "sent" else None)
    assert told in words(maria.get("/desk/outbox").text)
    assert told.partition(" Ana")[0] in words(maria.get(f"/desk/outbox?state={facts.get('outcome', 'waiting')}").text)


def test_what_waits_for_an_agents_hours_says_until_when(maria, server, run, cast, clock):
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "hours", {"tue": ["09:00", "17:00"]}))
    run(reply, cast.ticket.id, clock(), body="And?")
    assert "waits until tomorrow, 09:00" in words(maria.get("/desk/outbox").text)


def test_a_page_is_so_long_and_leads_on_to_each_of_the_rest_once(maria, run, letter, monkeypatch):
    monkeypatch.setattr(outbox, "PAGE", 3)
    ids = [letter(heard="" if number else "It died.") for number in range(8)]
    found, address = [], "/desk/outbox?state=waiting"
    while address:
        page = maria.get(address).text
        found += [int(number) for number in re.findall(r'href="http://localhost/desk/outbox/(\d+)"', page)]
        onward = re.search(r'href="(http://localhost/desk/outbox\?[^"]*before=[^"]*)"', page)
        address = html.unescape(onward[1]) if onward else ""
    assert found == ids[::-1]
    assert f"{outbox.FIRST}" == "5"
    overview = maria.get("/desk/outbox").text
    assert len(re.findall(r'class="mail-row"', overview)) == 5
    assert "More of these" in overview


def test_a_ping_is_no_mail(maria, server, run, cast, clock):
    run(ping, cast.ticket.id, 1, clock())
    assert "No mail here." in words(maria.get("/desk/outbox").text)
    assert maria.get(f"/desk/outbox/{run(newest_mail, 'hub').id}").status_code == 404


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?before=x", "?state=dead&before=99999999999", "?state=sent&before=-1"]
)
def test_nonsense_in_the_address_is_no_fault(maria, letter, query):
    letter()
    assert maria.get(f"/desk/outbox{query}").status_code == 200


def test_a_mail_is_read_as_it_would_leave(maria, server, letter, app, cast):
    mail_id = letter()
    page = maria.get(f"/desk/outbox/{mail_id}")
    told = words(page.text)
    assert "Mailed to Ana Reis <ana@example.org>" in told
    assert "The *valve* is here." in told, "the same without HTML"
    assert re.search(rf'<iframe[^>]* src="http://localhost/desk/outbox/{mail_id}/html" sandbox title="', page.text)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_its_html_is_a_document_that_can_do_nothing(maria, letter):
    answer = maria.get(f"/desk/outbox/{letter()}/html")
    assert "<em>valve</em>" in answer.text
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src 'none'", "object-src 'none'", "base-uri 'none'", "style-src 'unsafe-inline'", "form-action 'none'",
        "frame-ancestors 'self'", "sandbox",
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_mail_speaks_its_readers_language_on_the_desk_of_another(maria, run, cast, letter):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "language", "ar"))
    page = maria.get(f"/desk/outbox/{letter()}")
    assert 'lang="en"' in page.text
    assert 'dir="rtl"' in maria.get(f"/desk/outbox/{letter(heard='')}/html").text
    assert "The same without HTML" in page.text


def test_a_mail_that_has_no_address_says_why_there_is_nothing_to_read(maria, run, cast, letter):
    mail_id = letter()
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "email", ""))
    page = maria.get(f"/desk/outbox/{mail_id}")
    assert "There is no mail address to send this to." in page.text
    assert "<iframe" not in page.text
    assert maria.get(f"/desk/outbox/{mail_id}/html").status_code == 404


def test_there_is_no_mail_that_there_is_not(maria, letter):
    beyond = letter() + 99
    assert [maria.get(f"/desk/outbox/{beyond}{more}").status_code for more in ("", "/html")] == [404, 404]
    assert [post(maria, f"/desk/outbox/{beyond}/{deed}").status_code for deed in ("again", "address")] == [404, 404]


def test_only_what_is_dead_offers_to_be_sent_again(maria, run, letter, clock):
    mail_id = letter()
    assert "Send again" not in maria.get(f"/desk/outbox/{mail_id}").text
    run(refuse, mail_id, clock())
    page = maria.get(f"/desk/outbox/{mail_id}").text
    assert "Send again" in page
    assert 'value="ana@example.org"' in page


def test_a_dead_mail_is_sent_again_once(maria, server, run, dead, clock):
    clock.forward(hours=1)
    for _ in range(2):
        answer = post(maria, f"/desk/outbox/{dead}/again")
        assert answer.headers["Location"] == f"http://localhost/desk/outbox/{dead}?said=again"
    assert (mail(run, dead).outcome, mail(run, dead).created_at) == ("waiting", clock())
    assert "It leaves once more." in maria.get(answer.headers["Location"]).text


def test_without_a_mail_server_nobody_says_that_it_leaves(maria, run, dead):
    told = maria.get(post(maria, f"/desk/outbox/{dead}/again").headers["Location"]).text
    assert "No mail server is set: nothing leaves until there is one." in told
    assert "It leaves once more." not in told


def test_another_address_is_said_to_be_saved_also_where_nothing_leaves(maria, run, dead):
    answer = post(maria, f"/desk/outbox/{dead}/address", email="ana.reis@example.org")
    told = words(maria.get(answer.headers["Location"]).text)
    assert "Saved. No mail server is set: nothing leaves until there is one." in told


def test_of_the_demos_mails_nobody_says_that_they_leave(maria, server, run, dead, cast):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "is_demo", True))
    for deed, said in (("again", ""), ("address", "Saved. ")):
        for back in ("", "ticket"):
            answer = post(maria, f"/desk/outbox/{dead}/{deed}", email="ana.reis@example.org", back=back)
            told = words(maria.get(answer.headers["Location"]).text)
            assert f"{said}Nothing of the demo leaves." in told, (deed, back)
            assert "once more" not in told


def test_another_address_is_theirs_from_then_on(maria, run, dead, cast, desk):
    answer = post(maria, f"/desk/outbox/{dead}/address", email="ana.reis@example.org", back="ticket")
    assert answer.headers["Location"] == f"http://localhost{desk}?said=readdressed"
    assert run(lambda session: session.get_one(Customer, cast.ana.id)).email == "ana.reis@example.org"
    assert mail(run, dead).outcome == "waiting"
    assert run(lambda session: session.get_one(Ticket, cast.ticket.id)).unreached_at is None


def test_a_wrong_address_comes_back_as_it_was_typed_and_says_what_is_wrong(maria, run, dead, cast):
    answer = post(maria, f"/desk/outbox/{dead}/address", email="ana at example", back="ticket")
    assert answer.status_code == 422
    assert 'value="ana at example"' in answer.text
    assert 'href="#address-email"' in answer.text
    assert re.search(r'id="address-email"[^>]*aria-invalid="true"', answer.text)
    assert mail(run, dead).outcome == "dead"


def test_the_ticket_says_who_does_not_get_our_mails_why_and_what_to_do(maria, run, dead, desk):
    page = maria.get(desk).text
    banner = re.search(r'<section class="unreached".*?</section>', page, re.DOTALL)[0]
    assert "Ana does not get our mails" in banner
    assert REFUSED in html.unescape(banner)
    assert f'action="/desk/outbox/{dead}/again"' in banner
    assert f'action="/desk/outbox/{dead}/address"' in banner
    assert re.search(r'name="once" value="[^"]{8,}"', banner)
    assert post(maria, f"/desk/outbox/{dead}/again", back="ticket", all="1").status_code == 303
    assert 'class="unreached"' not in maria.get(desk).text


def test_the_customers_page_says_it_too_and_leads_back_there(maria, run, dead, cast):
    address = f"/desk/customers/{cast.ana.id}"
    assert "Ana does not get our mails" in maria.get(address).text
    answer = post(maria, f"/desk/outbox/{dead}/again", back="customer", all="1")
    assert answer.headers["Location"] == f"http://localhost{address}?said=again"
    assert "does not get our mails" not in maria.get(address).text


def test_an_address_that_bounced_is_told_of_also_where_no_mail_is_dead(maria, run, cast, clock, desk):
    run(lambda session: session.add(Bounce(email="ana@example.org", at=clock(), words="mailbox full")))
    run(lambda session: setattr(session.get_one(Ticket, cast.ticket.id), "unreached_at", clock()))
    page = maria.get(desk).text
    assert "Ana does not get our mails" in page
    assert "The mail server said: “mailbox full”" in html.unescape(page)
    assert f"/desk/customers/{cast.ana.id}#facts-email" in page
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "reach", "phone"))
    assert 'class="unreached"' not in maria.get(desk).text


def test_who_is_not_reached_comes_first_in_the_queue(maria, run, dead):
    queue = maria.get("/desk").text
    top = re.search(r'class="queue-group queue-next".*?</section>', queue, re.DOTALL)[0]
    assert "does not get our mails" in top


def test_each_letter_says_quietly_whether_it_was_mailed(maria, server, run, letter, clock, desk):
    first, second, third = letter(), letter(heard=""), letter(heard="")
    clock.forward(hours=1)
    become(run, first, outcome="sent", sent_at=clock())
    become(run, second, outcome="dead")
    marks = [words(one) for one in re.findall(MARK, maria.get(desk).text, re.DOTALL)]
    assert marks == ["waits to be mailed to Ana", "did not reach Ana by mail", "mailed to Ana, today, 10:12"]
    become(run, third, outcome="retired")
    assert "not mailed to Ana" in words(maria.get(desk).text)


@pytest.mark.parametrize(("reach", "told"), [("page", "likes the page"), ("phone", "likes the phone")])
def test_a_letter_to_whoever_likes_no_mail_says_so(maria, server, run, cast, letter, desk, reach, told):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "reach", reach))
    run(write_letter, cast.ticket.id, cast.maria, cast.ticket.opened_at, body="x", heard="y", asks_solved=True)
    assert f"not mailed: Ana {told}" in words(maria.get(desk).text)


def test_the_live_region_changes_with_what_becomes_of_a_mail(maria, run, letter, clock, desk):
    mail_id = letter()
    before = Live.from_headers(maria.get(f"{desk}/live").headers)
    become(run, mail_id, outcome="sent", sent_at=clock())
    after = Live.from_headers(maria.get(f"{desk}/live").headers)
    assert before.version != after.version


def test_a_stranger_reads_no_mail(client, letter):
    mail_id = letter()
    for path in ("/desk/outbox", f"/desk/outbox/{mail_id}", f"/desk/outbox/{mail_id}/html"):
        assert client.get(path).status_code == 302
    assert client.post(f"/desk/outbox/{mail_id}/again").status_code in (302, 303, 401, 403)
    assert db.session.get_one(Outgoing, mail_id).outcome == "waiting"

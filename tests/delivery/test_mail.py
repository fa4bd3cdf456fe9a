"""A mail carries the whole letter, in the reader's language and clock, and nobody's name can become a header."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import addresses, mail
from statuspage.delivery.addresses import NoAddress, address, message_id, one_line, refuse_more_headers
from statuspage.delivery.headers import ASCII, UTF8
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.agent_verbs import write_letter as write
from statuspage.domain.customer_verbs import ask_call, reply
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import needed
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import share
from statuspage.domain.tickets import Ticket
from tests.cast import SUBJECT, due

HEADERS = {"From", "Reply-To", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Language"}
HEADERS |= {"MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"}
LETTER = "On it, *today*.\n\n- the fuse\n- the <b>valve</b>"


@pytest.fixture
def write_letter(run, cast, clock):
    def do(agent=None, **more):
        if "asks_solved" not in more:
            more.setdefault("promise", due(clock(), hours=3))
        more = {"body": LETTER, "heard": "It died again.", **more}
        return run(write, cast.ticket.id, agent or cast.maria, clock(), **more)

    return do


@pytest.fixture
def newest(app, clock):
    """The newest row of the outbox as the mail that would leave; None while there is none."""

    def do(to="%"):
        db.session.rollback()  # to read what was written since
        row = db.session.scalar(select(Outgoing).where(Outgoing.to.like(to)).order_by(Outgoing.id.desc()).limit(1))
        if row is None:
            return None
        made = mail.render(db.session(), row, app.extensions["urls"], app.extensions["settings"], clock())
        return message_from_bytes(made.as_bytes(), policy=policy.default)

    return do


def newest_row():
    db.session.rollback()
    return db.session.scalar(select(Outgoing.id).order_by(Outgoing.id.desc()).limit(1))


def text(message, kind="plain"):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_a_letter_goes_from_the_person_and_an_answer_goes_back_to_them(app, write_letter, newest):
    app.extensions["settings"] = replace(app.extensions["settings"], reply_domain=None)
    write_letter()
    message = newest()
    assert message["From"] == "Maria Okafor at Fernhill Coffee <no-reply@localhost>"
    assert message["Reply-To"] == message["From"]
    assert message["To"] == "Ana Reis <ana@example.org>"
    assert message["Subject"] == f"Re: {SUBJECT}"
    assert message["Content-Language"] == "en"


def test_the_mail_carries_the_whole_letter_plain_and_in_html(write_letter, newest):
    write_letter()
    message = newest()
    assert LETTER in text(message)
    assert "<em>today</em>" in text(message, "html")
    assert "<b>valve" not in text(message, "html")
    for kind in ("plain", "html"):
        assert "Maria heard:" in text(message, kind)
        assert "It died again." in text(message, kind)


def test_the_mail_links_to_the_private_page_and_loads_nothing(app, write_letter, newest, run, cast, clock):
    write_letter()
    message, key = newest(), run(share, cast.ticket.id, "private", clock())
    link = app.extensions["urls"].shared(key)
    assert link in text(message)
    assert f'href="{link}"' in text(message, "html")
    assert "src=" not in text(message, "html")
    assert "<link" not in text(message, "html")


def test_the_promise_is_told_in_full_words_on_the_customers_clock(run, write_letter, newest, cast):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "zone", "Asia/Tokyo"))
    write_letter()
    assert "Maria writes again by Monday 23 November, 21:12 (Tokyo time)." in text(newest())


def test_the_words_around_the_letter_follow_the_customers_language(run, write_letter, newest, cast):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "language", "ar"))
    write_letter()
    message = newest()
    assert 'lang="ar" dir="rtl"' in text(message, "html")
    assert "نوفمبر" in text(message)
    assert message["Content-Language"] == "ar"


def test_a_promise_into_the_next_year_names_the_year(write_letter, newest, clock):
    clock.forward(days=37)
    write_letter(promise=due(clock(), days=7))
    assert "2027" in text(newest())


def test_a_late_letter_says_so(write_letter, newest, clock):
    write_letter()
    assert "later than promised" not in text(newest())
    clock.forward(hours=4)
    write_letter(heard="")
    assert "This letter came later than promised." in text(newest())


def test_the_question_takes_the_place_of_the_promise(write_letter, newest):
    write_letter(asks_solved=True)
    assert "Is it solved?" in text(newest())
    assert "writes again" not in text(newest())


def test_a_promised_call_is_told_as_a_call(write_letter, newest, clock):
    promise = due(clock(), hours=3)
    write_letter(promise=type(promise)(promise.at, promise.wall, promise.zone, "call"))
    assert "Maria calls you by Monday 23 November, 12:12" in text(newest())


def test_a_letter_tells_its_own_promise_even_when_that_was_moved_since(app, run, write_letter, cast, clock):
    write_letter()
    run(move_promise, cast.ticket.id, cast.maria, clock.forward(hours=1), due(clock(), hours=9))
    rows = db.session.scalars(select(Outgoing).where(Outgoing.kind != "opened").order_by(Outgoing.id)).all()
    urls, settings = app.extensions["urls"], app.extensions["settings"]
    letter, moved = (text(mail.render(db.session(), row, urls, settings, clock())) for row in rows)
    assert "12:12" in letter
    assert "Maria moved the promise from Monday 23 November, 12:12" in moved
    assert "19:12" in moved


def test_whose_promise_it_is_stands_only_over_a_promise(run, write_letter, newest, cast, clock):
    write_letter()
    assert "Maria’s promise" in text(newest(), "html")
    run(move_promise, cast.ticket.id, cast.maria, clock.forward(hours=1), due(clock(), hours=9))
    moved = text(newest(), "html")
    assert "Maria moved the promise" in moved
    assert "’s promise" not in moved, "below stands only the score"


@pytest.mark.parametrize(("language", "has_it"), [("en", False), ("de", False), ("ar", True)])
def test_an_arabic_face_is_asked_for_in_arabic_alone(run, write_letter, newest, cast, language, has_it):
    run(lambda session: setattr(session.merge(cast.ana), "language", language))
    write_letter()
    assert ("Noto Naskh Arabic" in text(newest(), "html")) is has_it


def test_a_handover_carries_its_note_and_answers_go_to_the_new_owner(run, write_letter, newest, cast, clock):
    write_letter()
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has read everything.")
    message = newest("customer")
    assert message["From"].addresses[0].display_name == "Maria Okafor at Fernhill Coffee"
    assert message["Reply-To"].addresses[0].display_name == "Tom Becker at Fernhill Coffee"
    assert "Maria handed this to Tom" in text(message)
    assert "Tom has read everything." in text(message)
    assert "Tom writes again by Monday 23 November, 12:12" in text(message)


def test_the_owner_reads_what_a_colleague_wrote_and_whose_promise_it_is(run, newest, cast, clock):
    said = {"body": "The part is here.", "heard": "It died.", "promise": due(clock(), hours=3)}
    run(write, cast.ticket.id, cast.tom, clock(), **said)
    message = newest("agent")
    assert message["To"].addresses[0].addr_spec == "maria@fernhill.example"
    assert message["From"].addresses[0].display_name.startswith("Tom Becker")
    assert "Tom wrote" in text(message)
    assert "The part is here." in text(message)
    assert "Tom promised to write by Monday 23 November, 12:12" in text(message)


def test_a_call_that_a_colleague_promised_is_called_a_call_and_so_is_ones_own(run, newest, cast, clock):
    said = {"body": "I ring her.", "heard": "It died.", "promise": replace(due(clock(), hours=3), kind="call")}
    run(write, cast.ticket.id, cast.tom, clock(), **said)
    assert "Tom promised to call Ana by Monday 23 November, 12:12" in text(newest("agent"))
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="You call her.")
    assert "You promised to call Ana by Monday 23 November, 13:12" in text(newest("agent"))


def test_whoever_gets_a_ticket_reads_from_whom_and_that_its_promise_is_theirs(run, write_letter, newest, cast, clock):
    write_letter()
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has read everything.")
    message = newest("agent")
    assert message["To"].addresses[0].addr_spec == "tom@fernhill.example"
    assert "Maria handed this to Tom" in text(message)
    assert "You promised to write by" in text(message)


def test_a_closing_says_that_it_is_not_confirmed(run, write_letter, newest, cast, clock):
    write_letter(asks_solved=True)
    run(close_unconfirmed, cast.ticket.id, cast.maria, clock.forward(days=9))
    assert "closed, but not confirmed" in text(newest())


def test_the_owner_gets_the_whole_reply_and_the_way_to_the_desk(app, run, newest, cast, clock):
    run(reply, cast.ticket.id, clock(), body="One <b>line</b>\n\nand another")
    message = newest()
    assert message["To"] == "Maria Okafor <maria@fernhill.example>"
    assert message["From"].addresses[0].display_name == "Ana Reis (Fernhill Coffee)"
    assert message["From"].addresses[0].addr_spec == "no-reply@localhost"
    assert "Ana wrote" in text(message)
    assert "One <b>line</b>\n\nand another" in text(message)
    assert "One &lt;b&gt;line&lt;/b&gt;" in text(message, "html")
    assert app.extensions["urls"].ticket(cast.ticket.id) in text(message)


def test_who_asks_to_be_called_is_told_with_number_and_time(run, newest, cast, clock):
    run(ask_call, cast.ticket.id, clock(), phone="+351 91 000 0000", when="after 16:00")
    assert "+351 91 000 0000\nafter 16:00" in text(newest())


def test_the_same_row_always_gives_the_same_headers(write_letter, newest, clock):
    write_letter()
    first = newest()
    clock.forward(days=2)
    again = newest()
    for name in ("Message-ID", "Date", "References", "Subject", "From", "To"):
        assert first[name] == again[name]


def test_the_mails_of_a_ticket_are_one_thread(write_letter, newest, clock):
    write_letter()
    first = newest()
    clock.forward(hours=1)
    write_letter(heard="")
    second = newest()
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split() == [*first["References"].split(), first["Message-ID"]]
    assert second["Subject"] == first["Subject"]


def test_the_customers_thread_and_the_owners_thread_share_nothing(run, write_letter, newest, cast, clock):
    write_letter()
    letter = newest()
    run(reply, cast.ticket.id, clock(), body="Thanks")
    assert newest()["References"] != letter["References"]


def test_a_message_id_tells_neither_ticket_nor_key(app, write_letter, newest):
    write_letter()
    told = newest()["Message-ID"]
    assert told == told.strip()
    assert message_id("https://status.example", "customer", 1) == message_id("https://status.example", "customer", 1)
    assert message_id("https://status.example", "customer", 1) != message_id("https://status.example", "customer", 2)
    assert message_id("https://status.example", 1).endswith("@status.example>")


def test_line_breaks_in_names_and_subjects_never_make_a_header(run, write_letter, newest, cast):
    def spoil(session):
        session.get_one(Customer, cast.ana.id).name = "Ana\r\nBcc: all@example.org"
        session.get_one(Ticket, cast.ticket.id).subject = "Hot\nX-Bad: 1\u2028and cold"

    run(spoil)
    write_letter()
    message = newest()
    assert message["Bcc"] is None
    assert message["X-Bad"] is None
    assert message["Subject"] == "Re: Hot X-Bad: 1 and cold"
    assert [who.addr_spec for who in message["To"].addresses] == ["ana@example.org"]


@given(st.text(max_size=200))
def test_whatever_a_name_is_it_stays_one_name_before_one_address(name):
    made = str(address(name, "ana@example.org"))
    assert "\n" not in made
    assert "\r" not in made
    parsed = message_from_bytes(_headers(name), policy=policy.default)
    assert [who.addr_spec for who in parsed["To"].addresses] == ["ana@example.org"]
    assert set(parsed.keys()) == {"To"}


@given(
    st.from_regex(addresses._COMMON_NAME, fullmatch=True),
    st.from_regex(addresses._COMMON_USER, fullmatch=True),
    st.sampled_from(("example.org", f"{'h' * 63}.{'h' * 63}.example.org")),
)
@example("a" * 120, "u" * 64, f"{'h' * 63}.{'h' * 63}.{'h' * 40}")
def test_a_name_without_anything_to_quote_needs_no_proof_that_it_is_read_as_written(name, user, host):
    assert addresses._is_read_as_written(Address(one_line(name)[:120], user, host))


def _headers(name):
    message = EmailMessage(policy=policy.SMTP)
    message["To"] = address(name, "ana@example.org")
    return message.as_bytes()


WORDS = (  # as somebody may type them; each decodes to a line break
    "=?utf-8?q?hi=0ABcc=3A_x=40y.example?=",
    "=?UTF-8?Q?hi=0D=0ABcc=3A_x=40y.example?=",
    "=?utf-8?b?aGkKQmNjOiB4QHkuZXhhbXBsZQ==?=",
    "=?iso-8859-1*en?q?hi=0ABcc=3A_x=40y.example?=",
    "a =?utf-8?q?=0A?= b =?utf-8?q?=0DBcc=3A_x?=",
    "=?utf-16?b?AAoAQgBjAGMAOgB4?=",
    "=\u2060?utf-8?q?=0ABcc=3Ax?=",
    "hi\r\nBcc: x@y.example",
    "hi\u2028Bcc: x@y.example",
)
HOSTILE = st.lists(
    st.sampled_from((*WORDS, "=?", "?=", "=0A", "?q?", "é", "\r", "\n", " ", '"', "<", "x")), max_size=6
).map("".join)


def seen(text: str) -> str:
    return "".join(text.replace("\u2060", "").split())  # where a line may be folded a blank may come


@pytest.mark.parametrize("typed", WORDS)
def test_no_word_that_somebody_typed_becomes_a_header_or_is_decoded(run, write_letter, newest, cast, typed):
    def change(session):
        session.get_one(Ticket, cast.ticket.id).subject = typed
        session.get_one(Customer, cast.ana.id).name = typed
        session.get_one(Agent, cast.maria.id).name = typed

    run(change)
    write_letter()
    message = newest()
    assert set(message.keys()) == HEADERS
    assert seen(message["Subject"]) == seen(f"Re: {one_line(typed)}")
    assert seen(message["To"].addresses[0].display_name) == seen(one_line(typed))
    assert [who.addr_spec for who in message["To"].addresses] == ["ana@example.org"]
    assert [who.addr_spec for who in message["From"].addresses] == ["no-reply@localhost"]
    run(reply, cast.ticket.id, cast.ticket.opened_at, body="Hello")
    assert "Bcc" not in newest()


@given(HOSTILE, HOSTILE, st.sampled_from([ASCII, UTF8]))
@example("hi\r\nBcc: x@y.example" * 4, "", ASCII)  # folded, and its quotes are lost
@example("hi, x@y.example" * 7, "", UTF8)
def test_whatever_is_typed_each_header_is_one_header(name, subject, rules):
    message = EmailMessage(policy=rules)
    message["To"] = address(name, "ana@example.org")
    message["Subject"] = f"Re: {one_line(subject)}"
    message["List-Id"] = f"{one_line(subject)} <x.example>"
    refuse_more_headers(message)
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert parsed.keys() == ["To", "Subject", "List-Id"]
    assert [who.addr_spec for who in parsed["To"].addresses] == ["ana@example.org"]
    assert seen(parsed["Subject"]) == seen(f"Re: {one_line(subject)}")


@pytest.mark.parametrize("typed", WORDS[:3])
def test_a_header_that_went_another_way_is_refused_before_it_is_written(typed):
    message = EmailMessage(policy=policy.SMTP)
    try:
        message["Subject"] = typed
    except ValueError:  # this Python refuses by itself
        return
    with pytest.raises(NoAddress):
        refuse_more_headers(message)


@given(st.text(max_size=50))
def test_one_line_is_one_line(typed):
    assert len(one_line(typed).splitlines()) <= 1


def test_a_host_in_another_script_is_written_as_the_network_writes_it():
    assert address("Ana", "ana@exämple.org").addr_spec == "ana@xn--exmple-cua.org"


@pytest.mark.parametrize("typed", ["", "ana", "@example.org", "ana@", "ana@exa(mple.org", "ana@" + "a" * 80 + ".org"])
def test_what_no_mail_can_go_to_is_no_address(typed):
    with pytest.raises(NoAddress):
        address("Ana", typed)


def test_a_customer_without_an_address_gets_no_mail(run, write_letter, cast):
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "email", ""))
    before = newest_row()
    write_letter()
    assert newest_row() == before


def test_a_mail_that_lost_its_address_on_the_way_is_not_made(run, write_letter, newest, cast):
    write_letter()
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "email", ""))
    with pytest.raises(NoAddress):
        newest()


def test_the_date_is_when_it_was_written(write_letter, newest, clock):
    write_letter()
    assert newest()["Date"].datetime.astimezone(ZoneInfo("UTC")) == clock().replace(microsecond=0)


def test_a_letter_that_asks_for_something_carries_the_list_its_time_and_where_to_give_it(write_letter, newest, clock):
    asked = needed("A photo of <the> label\nThe order number", "2026-11-24T10:00", "Europe/Lisbon", clock())
    write_letter(needs=asked)
    plain, html = text(newest()), text(newest(), "html")
    assert "Maria needs from you, by Tuesday 24 November, 10:00 (Lisbon time)\n\n- A photo" in plain.replace(
        "\n- A", "\n\n- A"
    )
    assert "- A photo of <the> label\n- The order number" in plain
    assert "Give it, or answer, on your page: http" in plain
    assert ">A photo of &lt;the&gt; label</li>" in html
    assert "Maria needs from you, by Tuesday 24 November, 10:00 (Lisbon time)" in html


def test_the_owner_is_told_what_was_given(run, write_letter, newest, cast, clock):
    version = write_letter(needs=needed("A photo\nA number", "2026-11-24T10:00", "Europe/Lisbon", clock())).version
    gifts = {f"{version}-1": Gift("On the box."), f"{version}-2": Gift(another=True)}
    run(give, cast.ticket.id, clock.forward(hours=1), gifts=gifts)
    plain = text(newest("agent"))
    assert "Ana gave what was still asked for" in plain
    assert "✓ A photo\nOn the box." in plain
    assert "Sent in another way: 1" in plain

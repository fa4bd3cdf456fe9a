"""What mail programs are given: whole messages that keep to the rules, load nothing, and suit each scheme and side."""

import re
import threading
from email import message_from_bytes, policy
from html.parser import HTMLParser
from urllib.parse import quote

import html5lib
import pytest

from statuspage.config.contrast import contrast
from statuspage.delivery.due import leave_due
from statuspage.delivery.look import look_of
from statuspage.delivery.message import LARGEST
from statuspage.delivery.sender import Sender
from statuspage.domain.agent_verbs import move_promise
from statuspage.domain.asked_links import ask_for_link
from statuspage.domain.customer_verbs import reply
from statuspage.domain.validation import LETTER_LIMIT
from tests.cast import due
from tests.delivery import mime
from tests.delivery.mail_servers import PASSWORD, USER, Inbox, serving
from tests.delivery.mailbox import SETTINGS, Mailbox, text
from tests.surfaces import ics_rules

LANGUAGES = ("en", "de", "ar")
HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+: ?[^\r\n]*(?:\r\n[ \t][^\r\n]*)*")  # RFC 5322, 2.2


@pytest.fixture
def box(app, cast, clock, run):
    made = Mailbox(app, cast, clock, run)
    made.change(**SETTINGS)
    return made


@pytest.fixture
def every(box, run, clock):
    """One of each mail that a reader can get, as bytes."""

    def compose():
        box.subscription(wants_late=True, wants_ics=True)
        joana = box.let_in()
        box.leave("invite", joana)
        box.write("Zürich, — “quoted” \u2028 and a very long line " + "x" * 1_500)
        run(reply, box.cast.ticket.id, clock.forward(minutes=1), body="Thanks — ok")
        run(leave_due, clock.forward(hours=4))
        run(ask_for_link, box.cast.ticket.id, None, clock())
        kinds = ("opened", "invite", "letter", "reply", "late", "link")
        return {kind: box.raw(kind=kind) for kind in kinds}

    return compose


def lint(raw):
    """What is wrong with these bytes as a mail (RFC 5322 and RFC 2045), each as a sentence."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    faults = [] if HEADER.fullmatch(head) or all(map(HEADER.fullmatch, re.split(rb"\r\n(?![ \t])", head))) else ["head"]
    lines = raw.split(b"\r\n")
    faults += [f"a line of {len(line)} bytes" for line in lines if len(line) > 998]
    faults += ["a line end of one sign"] if any(b"\r" in line or b"\n" in line for line in lines) else []
    faults += ["not ASCII"] if any(byte > 126 or byte == 0 for byte in raw) else []
    names = [line.partition(b":")[0].lower() for line in re.split(rb"\r\n(?![ \t])", head)]
    faults += [f"{name} twice" for name in set(names) if names.count(name) > 1]
    needed = {b"from", b"to", b"date", b"message-id", b"subject", b"mime-version"}
    return faults + [f"no {name.decode()}" for name in needed - set(names)]


def test_every_mail_keeps_to_the_rules_of_mail(every):
    for kind, raw in every().items():
        assert lint(raw) == [], kind
        message = message_from_bytes(raw, policy=policy.default)
        assert [part.defects for part in message.walk() if part.defects] == [], kind
        for name in ("From", "To", "Reply-To"):
            assert all(one.defects == () for one in message.get_all(name, [])), (kind, name)


def test_a_second_reader_who_knows_the_rules_alone_finds_the_same_in_them(box, every):
    box.ana(name="Ana Reis-Çelik, née Ünal")
    for kind, raw in every().items():
        message, read = message_from_bytes(raw, policy=policy.default), mime.parse(raw)
        for name in ("Subject", "From", "To", "Message-ID", "Content-Language"):
            assert seen(read.headers[name.lower()]) == seen(message[name]), (kind, name)
        leaves = {leaf.type: leaf for leaf in read.leaves()}
        assert leaves["text/plain"].text == text(message), kind
        assert leaves["text/html"].text == text(message, "html"), kind


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_every_mail_comes_whole_through_a_real_server_with_tls_and_a_login(app, box, every, certify, far, scheme):
    composed, inbox, tls = every(), Inbox(), certify()
    more = {"implicit": tls} if scheme == "smtps" else {"tls_context": tls, "require_starttls": True}
    with serving(inbox, authenticator=inbox.authenticate, auth_required=True, **more) as port:
        box.change(smtp_url=f"{scheme}://{USER}:{quote(PASSWORD, safe='')}@{far}:{port}")
        tally = Sender(app, threading.Event()).send_due()
    assert (tally.dead, tally.waiting, set(inbox.secure)) == (0, 0, {True})
    came = {message["Message-ID"]: raw for (*_, raw), message in zip(inbox.mails, inbox.messages(), strict=True)}
    for kind, raw in composed.items():
        message = message_from_bytes(raw, policy=policy.default)
        arrived = came[message["Message-ID"]]
        assert lint(arrived) == [], kind
        same = [{**mime.parse(one).headers, "content-type": ""} for one in (arrived, raw)]  # each has its own boundary
        assert same[0] == same[1], kind
        for part in ("plain", "html"):
            assert text(message_from_bytes(arrived, policy=policy.default), part) == text(message, part), kind


def seen(header):
    """What a header says, but for blanks and quotes."""
    return "".join(str(header).replace('"', "").split())


def test_the_lint_finds_what_it_is_for():
    for wrong in (
        b"Subject: a\n\r\n\r\n",
        b"A b: c\r\n\r\n",
        b"X: " + b"y" * 999 + b"\r\n\r\n",
        b"X: \xc3\xa4\r\n\r\n",
    ):
        assert set(lint(wrong)) - {f"no {name}" for name in ("from", "to", "date", "message-id", "subject")}


class Loads(HTMLParser):
    """What a mail would load, and what it does not declare."""

    def __init__(self, markup):
        super().__init__()
        self.found, self.links, self.styled = [], [], 0
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("img", "link", "script", "iframe", "object", "embed", "form", "input", "video", "audio", "base"):
            self.found.append(tag)
        self.found += [name for name in given if name in ("src", "srcset", "background") or name.startswith("on")]
        self.links += [given["href"]] if tag == "a" else []
        self.styled += "style" in given

    handle_startendtag = handle_starttag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_is_html_that_loads_nothing_and_is_styled_in_its_elements(box, every, language):
    box.ana(language=language)
    for kind, raw in every().items():
        markup = text(message_from_bytes(raw, policy=policy.default), "html")
        html5lib.HTMLParser(strict=True).parse(markup)
        loads = Loads(markup)
        assert loads.found == [], kind
        assert "url(" not in markup, kind
        assert "@import" not in markup, kind
        assert loads.styled > 8, kind
        assert all(re.match(r"https?://localhost/|tel:", link) for link in loads.links), (kind, loads.links)


def test_a_reader_in_the_dark_gets_dark_colours_and_one_from_the_right_gets_their_side(box, every):
    box.ana(language="ar")
    markup = text(message_from_bytes(every()["letter"], policy=policy.default), "html")
    box.ana(language="ar")
    arabic = text(box.newest(kind="letter", to="customer"), "html")
    assert '<meta name="color-scheme" content="light dark">' in arabic
    assert "@media (prefers-color-scheme: dark)" in arabic
    assert 'dir="rtl"' in arabic
    assert "border-right: 3px" in arabic
    assert "border-left: 3px" in markup, "Joana's own is English"


@pytest.mark.parametrize("side", [0, 1])
def test_every_text_of_a_mail_can_be_read_on_its_ground(box, side):
    look = look_of(box.app.extensions["settings"])
    pairs = [
        (one, ground) for one in (look.ink, look.soft, look.accent, look.late) for ground in (look.card, look.paper)
    ]
    pairs += [(look.ink, look.breath), (look.soft, look.breath), (look.ink, look.sunk), (look.on, look.accent)]
    assert [pair for pair in pairs if contrast(pair[0][side], pair[1][side]) < 4.5] == []


HEAVY = {
    "plain English": "On it. ",
    "Arabic": "القطعة في الطريق. ",
    "signs that HTML spells out": "<&>",
    "many short paragraphs": "a\n\n",
}


@pytest.mark.parametrize("words", HEAVY.values(), ids=HEAVY)
def test_the_longest_letter_is_whole_in_a_mail_of_80_kilobytes(box, run, clock, words):
    for number in range(5):
        run(reply, box.cast.ticket.id, clock.forward(minutes=1), body=f"Before, {number}. " * 500)
    body = (words * LETTER_LIMIT)[: LETTER_LIMIT - 8].strip() + "\n\nMaria"
    box.write(body)
    raw = box.raw(kind="letter")
    assert len(raw) <= LARGEST
    assert lint(raw) == []
    message = message_from_bytes(raw, policy=policy.default)
    assert body in text(message)
    html = message.get_body(("html",))
    assert html is None or "Maria" in html.get_content()


def test_what_was_said_before_goes_first_and_the_html_last(box, run, clock):
    run(reply, box.cast.ticket.id, clock.forward(minutes=1), body="BEFORE " * 1_000)
    box.write("short")
    assert "BEFORE" in text(box.newest(kind="letter"))
    box.write("On it. " * 2_850, heard="")
    message = box.newest(kind="letter")
    assert message.get_body(("html",)) is not None
    box.write("القطعة في الطريق. " * 1_100, heard="")
    assert box.newest(kind="letter").get_body(("html",)) is None


def test_a_promise_comes_as_a_file_for_the_calendar_if_the_reader_likes_that(box, clock):
    box.write()
    assert list(box.newest(kind="letter").iter_attachments()) == []
    box.subscription(wants_ics=True)
    (file,) = box.newest(kind="letter").iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "promise.ics")
    assert file["Content-Type"].params["method"] == "PUBLISH"
    assert "Maria writes to you" in str(ics_rules.only(file.get_payload(decode=True))["summary"])


def test_the_file_of_a_moved_promise_moves_the_same_entry(box, run, clock):
    box.subscription(wants_ics=True)
    box.write()
    first = calendar_of(box.newest(kind="letter"))
    run(move_promise, box.cast.ticket.id, box.cast.maria, clock.forward(hours=1), due(clock(), hours=9))
    second = calendar_of(box.newest(kind="promise_moved"))
    assert uid(first) == uid(second)
    assert sequence(second) > sequence(first)
    clock.forward(hours=2)
    box.write(heard="", asks_solved=True)
    ended = calendar_of(box.newest(kind="letter"))
    assert uid(ended) == uid(first)
    assert sequence(ended) > sequence(second)


def calendar_of(message):
    (file,) = message.iter_attachments()
    return file.get_payload(decode=True).decode()


def uid(calendar):
    return re.findall(r"^UID:(\S+)", calendar, re.MULTILINE)


def sequence(calendar):
    return int(re.findall(r"^SEQUENCE:(\d+)", calendar, re.MULTILINE)[-1])

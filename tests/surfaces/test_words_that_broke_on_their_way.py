"""More of what people type and own, from where it comes in to every place where it leaves."""

import io
import re
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from PIL import Image
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from tests.domain.seen import parsed, seen
from tests.surfaces.atom_rules import ATOM
from tests.surfaces.desk import csrf, log_in, post
from tests.surfaces.feed_things import strict
from tests.surfaces.ics_rules import only
from tests.surfaces.private_things import Ana, words
from tests.surfaces.public_things import EVERYTHING, Shown
from tests.surfaces.test_desk_profile import FACTS
from tests.surfaces.test_words_that_broke import places

QUOTES = "\n".join("> " * level + f"word{level}" for level in range(21))
MIXED = "تم إصلاح الجهاز اليوم.\n\n```\nset mode=1;\n```\n\nIt runs again: set `mode=1;` once more."
BLOCKS = {
    ("تم إصلاح الجهاز اليوم.", "p"): "auto",
    ("set mode=1;", "pre"): "ltr",
    ("It runs again: set mode=1; once more.", "p"): "auto",
    ("mode=1;", "code"): "ltr",
}
NAMES = ["Pump, valve; C:\\new", "Pump <b>&amp; valve</b> ]]>", 'BEGIN:VEVENT "x": \\, \\;']
DECODES_TO_A_HEADER = "=?utf-8?q?hi=0ABcc=3A_x=40y.example?="
CARD = (255, 254, 252)


def told(shown: Shown, letter: str) -> dict[str, str]:
    """Every place where the letter is read as HTML."""
    shown.letter(letter)
    shown.publish(EVERYTHING)
    return {place: html for place, html in places(shown).items() if "text" not in place}


def test_an_answer_below_a_quote_is_outside_of_it_wherever_it_is_read(shown: Shown):
    for place, html in told(shown, "> quoted\nand the answer").items():
        quotes = ["".join(quote.itertext()).strip() for quote in parsed(html).iter("blockquote")]
        assert [quote for quote in quotes if "quoted" in quote] == ["quoted"], place
        assert "and the answer" in seen(html), place


def test_every_word_of_twenty_quotes_is_there_wherever_it_is_read(shown: Shown):
    for place, html in told(shown, QUOTES).items():
        assert list(dict.fromkeys(re.findall(r"word\d+", seen(html)))) == re.findall(r"word\d+", QUOTES), place


def test_each_block_has_its_direction_wherever_it_is_read(shown: Shown):
    for place, html in told(shown, MIXED).items():
        found = {("".join(node.itertext()).strip(), node.tag): node.get("dir") for node in parsed(html).iter()}
        assert BLOCKS.items() <= found.items(), place


def test_in_dublin_summer_is_daylight_and_winter_is_not(shown: Shown):
    shown.run(lambda session: setattr(session.get_one(Customer, shown.cast.ana.id), "zone", "Europe/Dublin"))
    shown.letter("On it.")
    zones = Calendar.from_ical(shown.get("calendar").data).walk("VTIMEZONE")
    (dublin,) = (zone for zone in zones if zone["TZID"] == "Europe/Dublin")
    for kind, hours in (("DAYLIGHT", 1), ("STANDARD", 0)):
        assert {rule["TZOFFSETTO"].td.total_seconds() / 3600 for rule in dublin.walk(kind)} == {hours}


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_and_a_feed_may_have_any_name(shown: Shown, name: str):
    log_in(shown.client)
    opened = {"customer": str(shown.cast.ana.id), "subject": name, "story": "It hisses.", "owner": "1", "once": "a"}
    at = post(shown.client, "/desk/tickets", **opened).headers["Location"]
    shown.cast.ticket.id = int(re.search(r"tickets/(\d+)", at)[1])
    shown.letter("On it.")
    shown.publish(PublicChoice(subject="subject", letters=True))
    escaped = re.sub(r"([\\;,])", r"\\\1", name)
    lines = shown.get("calendar").text.replace("\r\n ", "").split("\r\n")
    assert f"NAME:{escaped} · {shown.app.extensions['settings'].company_name}" in lines
    for path in (shown.links()["calendar"], f"{shown.links()['public']}/promise.ics"):
        assert name in only(shown.at(path).data)["DESCRIPTION"], path
    for scope in ("feed", "public_feed"):
        assert name in strict(shown, scope).findtext(f"{ATOM}title"), scope
        assert name in shown.at(shown.links()[scope].replace(".atom", ".json")).json["title"], scope


def test_a_photo_that_lets_something_through_is_uploaded_and_stands_on_the_ground_of_a_card(ana: Ana):
    log_in(ana.client)
    drawn = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(drawn, "PNG")
    ana.client.post(
        "/desk/me", data={**FACTS, "csrf": csrf(ana.client), "photo": (io.BytesIO(drawn.getvalue()), "me.png")}
    )
    (address,) = set(re.findall(r'src="(/photos/[^"]*)"', ana.page()))
    ground = Image.open(io.BytesIO(ana.client.get(address).data)).getpixel((3, 3))
    assert all(abs(one - other) <= 3 for one, other in zip(ground, CARD, strict=True))


def test_nobody_is_called_by_a_title_and_two_of_one_name_are_told_apart_but_in_public(shown: Shown):
    log_in(shown.client)
    shown.letter("On it.")
    shown.publish(EVERYTHING)
    assert post(shown.client, "/desk/me", **FACTS | {"name": "Dr. Anna Weiss"}).status_code == 303
    assert "Ask Anna to call you" in words(shown.get("private").text)
    for place in ("public", "embed"):
        page = words(shown.get(place).text)
        assert ("Anna" in page, "Dr." in page) == (True, False), place
    log_in(shown.client, "tom@fernhill.example")
    assert post(shown.client, "/desk/me", **FACTS | {"name": "Anna Becker", "public_name": "Anna"}).status_code == 303
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Yours.")
    assert "Anna W. handed this to Anna B." in words(shown.get("private").text)
    for place in ("public", "embed", "public_feed"):
        assert not re.search(r"Anna [BW]\.", words(shown.get(place).text)), place


def test_a_subject_that_decodes_to_a_header_is_text_in_the_mail(ana: Ana):
    log_in(ana.client)
    opened = {"customer": str(ana.cast.ana.id), "subject": DECODES_TO_A_HEADER, "story": "It hisses.", "owner": "1"}
    ticket = int(re.search(r"tickets/(\d+)", post(ana.client, "/desk/tickets", **opened).headers["Location"])[1])
    written = {"body": "On it.", "heard": "It hisses.", "promise": "2026-11-23T17:00", "step": "heard", "turn": "us"}
    written |= {"seen_by": "customer", "once": "b"}
    post(ana.client, f"/desk/tickets/{ticket}/letters", **written)
    db.session.rollback()
    row = db.session.scalar(select(Outgoing).order_by(Outgoing.id.desc()).limit(1))
    made = mail.render(db.session(), row, ana.app.extensions["urls"], ana.app.extensions["settings"], ana.clock())
    message = message_from_bytes(made.as_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"].replace("\u2060", "") == f"Re: {DECODES_TO_A_HEADER}"

"""What people type, from the form to every place where it is read: pages, desk, feeds, mails."""

import html
import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from tests.domain.seen import links, seen
from tests.surfaces.desk import log_in, post
from tests.surfaces.feed_things import contents, strict
from tests.surfaces.private_things import Ana, fresh
from tests.surfaces.public_things import EVERYTHING, Shown

SIGNED = "Kind regards\nMaria\n--\nFernhill"
ADDRESSES = "https://parts.example/_next/valve_ or workshop@fernhill.example, +351 21 555 0142"
LINKED = {
    "https://parts.example/_next/valve_": "https://parts.example/_next/valve_",
    "workshop@fernhill.example": "mailto:workshop@fernhill.example",
    "+351 21 555 0142": "tel:+351215550142",
}
TYPED = [
    SIGNED,
    ADDRESSES,
    "> quoted\nand the answer",
    "1986. A fine year",
    "#5 is broken &copy; <b>so</b> C:\\new",
]


def newest_mail(app, clock):
    """The newest mail that would leave: its text, and its HTML without the styles in its elements."""
    db.session.rollback()
    row = db.session.scalar(select(Outgoing).order_by(Outgoing.id.desc()).limit(1))
    made = mail.render(db.session(), row, app.extensions["urls"], app.extensions["settings"], clock())
    message = message_from_bytes(made.as_bytes(), policy=policy.default)
    text, told = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return text, re.sub(r' style="[^"]*"', "", told)


def places(shown: Shown) -> dict[str, str]:
    """Where a public letter is read, and the HTML there."""
    log_in(shown.client)
    links = shown.links()
    text, told = newest_mail(shown.app, shown.clock)
    return {
        "her page": shown.at(links["private"]).text,
        "the desk": shown.at(f"/desk/tickets/{shown.id}").text,
        "the public page": shown.at(links["public"]).text,
        "the private feed": contents(strict(shown, "feed"))[0],
        "the public feed": contents(strict(shown, "public_feed"))[0],
        "the mail": told,
        "the mail's text": html.escape(text),
    }


@pytest.mark.parametrize("typed", TYPED)
def test_a_letter_reads_as_typed_wherever_it_is_read(shown: Shown, typed: str):
    shown.letter(typed)
    shown.publish(EVERYTHING)
    for place, told in places(shown).items():
        words = [line.removeprefix("> ") for line in typed.split("\n")] if "text" not in place else typed.split("\n")
        assert [line for line in words if line not in seen(told)] == [], place
        if typed == ADDRESSES and "text" not in place:
            assert LINKED.items() <= links(told).items(), place


def test_a_reply_has_links_and_keeps_its_columns(ana: Ana):
    typed = f"Valve    12,50\nSeal\t3,00\n{ADDRESSES}"
    assert ana.send("replies", body=typed, once="a").status_code == 303
    log_in(ana.client)
    for told in (ana.page(), ana.client.get(f"/desk/tickets/{ana.id}").text, newest_mail(ana.app, ana.clock)[1]):
        assert "Valve    12,50<br>Seal\t3,00<br>" in told
        assert LINKED.items() <= links(told).items()


def test_a_note_for_a_colleague_keeps_its_lines(ana: Ana):
    note, at = "Two things:\n+351 21 555 0142", ana.clock.forward(minutes=1)
    ana.run(hand_over, ana.id, ana.cast.maria, ana.cast.tom, at, note=note)
    assert '<p dir="auto">Two things:<br><a href="tel:+351215550142"' in ana.page()


@pytest.mark.parametrize(
    ("typed", "shown_as", "dialled"),
    [
        ("\u202a+351 21 555 0142\u202c", "+351 21 555 0142", "tel:+351215550142"),
        ("030 – 555 0142", "030 - 555 0142", "tel:0305550142"),
        ("020 7946 0958 ext. 12", "020 7946 0958 ext. 12", "tel:02079460958;ext=12"),
        ("+966 11 555 0142", "+966 11 555 0142", "tel:+966115550142"),
        ("+٩٦٦ ١١ ٥٥٥ ٠١٤٢", "+966 11 555 0142", "tel:+966115550142"),
        ("555 0142", "555 0142", "tel:5550142"),
    ],
)
def test_a_number_to_call_is_taken_and_dialled(ana: Ana, typed: str, shown_as: str, dialled: str):
    assert ana.send("calls", phone=typed, when="بعد الرابعة", once="a").status_code == 303
    log_in(ana.client)
    link = f'<a href="{dialled}" rel="noopener noreferrer nofollow" dir="ltr">{shown_as}</a><br>بعد الرابعة'
    assert link in ana.page()
    assert link in ana.client.get(f"/desk/tickets/{ana.id}").text
    assert link in ana.client.get("/desk").text
    assert link in newest_mail(ana.app, ana.clock)[1]


def test_a_number_that_is_refused_comes_back_without_what_nobody_sees(ana: Ana):
    answer = ana.send("calls", phone="\u202acall me\u200b", when="", once="a")
    assert answer.status_code == 422
    assert 'value="call me"' in answer.text
    assert not {"\u202a", "\u200b"} & set(answer.text)


def test_the_address_and_the_number_of_a_customer_are_cleaned(ana: Ana):
    log_in(ana.client)
    facts = {"name": "علی\u200cرضا\u200b", "email": "\u200eana@example.org\u200b"}
    facts |= {"phone": "\u202a020 7946 0958 ext. 12\u202c"}
    facts |= {"reach": "mail", "reach_when": "", "zone": "Europe/Lisbon", "language": "en"}
    assert post(ana.client, f"/desk/customers/{ana.cast.ana.id}", **facts).headers["Location"].endswith("?said=saved")
    with fresh() as session:
        found = session.get_one(Customer, ana.cast.ana.id)
        assert (found.name, found.email) == ("علی\u200cرضا", "ana@example.org")
        assert found.phone == "020 7946 0958 ext. 12"
    assert 'href="tel:02079460958;ext=12"' in ana.client.get(f"/desk/customers/{ana.cast.ana.id}").text
    assert '<bdi dir="ltr">ana@example.org</bdi>' in ana.client.get("/desk/find?q=ana@").text


def test_a_flag_before_a_name_is_a_whole_flag(shown: Shown):
    with fresh() as session:
        maria = session.merge(shown.cast.maria)
        maria.name = maria.public_name = maria.called = "🇵🇹 Rui"
        maria.first_name, maria.photo = "🇵🇹", ""
        session.commit()
    shown.letter("On it.")
    shown.publish(EVERYTHING)
    for place, sign in (("private", "🇵🇹R"), ("public", "🇵🇹"), ("embed", "🇵🇹"), ("badge", "")):
        told = shown.get(place, "?style=face" if place == "badge" else "").text
        assert f"{sign}</text>" in told, place
        assert told.count("🇵") == told.count("🇵🇹") == told.count("🇹"), place


def test_numbers_and_mail_addresses_read_from_left_to_right_in_every_language(ana: Ana):
    settings = ana.app.extensions["settings"]
    ana.app.extensions["settings"] = replace(settings, company_phone="+351 21 555 0142", demo=False)
    home = ana.client.get("/", headers={"Accept-Language": "ar"}).text
    assert 'href="tel:+351215550142"' in home
    assert '<bdi dir="ltr">+351 21 555 0142</bdi>' in home
    ana.write()
    (dials,) = re.findall(r"<a [^>]*tel:[+]351210000000[^>]*>[+]351 21", newest_mail(ana.app, ana.clock)[1])
    assert 'dir="ltr"' in dials
    log_in(ana.client)
    desk = ana.client.get(f"/desk/tickets/{ana.id}").text
    assert '<bdi class="nowrap" dir="ltr">+351 91 000 0000</bdi>' in desk
    facts = ana.client.get(f"/desk/customers/{ana.cast.ana.id}").text
    for kind, value in (("email", "ana@example.org"), ("tel", "+351 91 000 0000")):
        assert f'type="{kind}" value="{value}" dir="ltr"' in facts

"""A follower's mail shows what the public page shows at that moment, in its reader's language and clock, or nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.delivery import mail
from statuspage.delivery.due import leave_due
from statuspage.delivery.plain import plain_text
from statuspage.delivery.writing import NoMail, write_mails
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.markdown import render
from statuspage.domain.outbox import Outgoing, leave
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.leaving import let_go
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import rotate, withdraw
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.keys import without_keys
from tests.surfaces.public_things import EVERYTHING, Shown

JOANA = "joana@example.net"
PRIVATE = ("ana@example.org", "Reis", "Okafor", "switches itself off", "did it again")


class Followed(Shown):
    """Ana's ticket, whose public view Joana follows by mail."""

    def follow(self, email: str = JOANA, language: str = "en", zone: str = "Europe/Lisbon") -> int:
        self.run(ask_to_follow, self.id, email, zone, language, self.clock())
        db.session.rollback()
        found = db.session.scalar(select(Subscription.id).where(Subscription.email == email))
        self.run(confirm, found, self.clock(), self.clock())
        return int(found)

    def rows(self) -> list[Outgoing]:
        db.session.rollback()
        to_follower = select(Outgoing).where(Outgoing.to == "follower").order_by(Outgoing.id)
        return list(db.session.scalars(to_follower))

    def made(self, row: Outgoing | None = None):
        """The mail of this row, or of the newest."""
        number = (row or self.rows()[-1]).id
        db.session.rollback()  # to read what was written since
        row = db.session.get_one(Outgoing, number)
        urls, settings = self.app.extensions["urls"], self.app.extensions["settings"]
        made = mail.render(db.session(), row, urls, settings, self.clock())
        return message_from_bytes(made.as_bytes(), policy=policy.default)

    def late(self):
        with write() as session:
            leave_due(session, self.clock())
        return self.made()


@pytest.fixture
def followed(app, client, cast, clock, run) -> Iterator[Followed]:
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    return Followed(app, client, cast, clock, run, EVERYTHING)


def text(message, kind="plain"):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def both(message) -> str:
    return text(message) + text(message, "html") + "".join(f"{name}: {value}\n" for name, value in message.items())


def test_the_question_says_nothing_that_anybody_typed(followed, run, database):
    followed.letter("The part is here.")
    followed.publish()
    run(ask_to_follow, followed.id, JOANA, "Europe/Lisbon", "en", followed.clock())
    message = followed.made()
    assert message["To"] == JOANA
    assert message["Subject"] == "Do you want to follow a page of Fernhill Coffee?"
    assert message["Auto-Submitted"] == "auto-generated"
    assert text(message).startswith("No person wrote this mail.")
    assert "You can answer until Thursday 26 November, 09:14 (Lisbon time)." in text(message)
    for word in (*PRIVATE, "My espresso machine", "The part is here", "Maria", "Ana"):
        assert word not in without_keys(both(message)), word
    link = re.search(r"http://localhost(/follow/\S+)", text(message))
    assert link
    assert f'href="http://localhost{link[1]}"' in text(message, "html")
    assert followed.client.get(link[1]).status_code == 200


def test_a_question_to_somebody_who_follows_already_says_so(followed, run):
    followed.publish()
    followed.follow()
    followed.clock.forward(days=2)
    run(ask_to_follow, followed.id, JOANA, "Europe/Lisbon", "en", followed.clock())
    message = followed.made()
    assert "You follow this page by mail already." in text(message)
    assert "/follow/" not in text(message)


def test_a_letter_comes_whole_with_who_wrote_it_and_what_is_next(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it, *today*.\n\n- the fuse\n- the <b>valve</b>", hours=3)
    message = followed.made()
    assert message["From"] == "Maria at Fernhill Coffee <no-reply@localhost>"
    assert message["Subject"] == "My espresso machine"
    assert "Maria wrote" in text(message)
    assert "On it, today.\n\n- the fuse\n- the <b>valve</b>" in text(message)
    assert "<em>today</em>" in text(message, "html")
    assert "The next word comes by Monday 23 November, 12:13 (Lisbon time)." in text(message)
    for word in PRIVATE:
        assert word not in both(message), word


def test_it_leads_to_the_page_and_has_its_readers_own_way_out(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    message = followed.made()
    page = followed.links()["public"]
    assert f"http://localhost{page}?lang=en" in text(message)
    stop = re.fullmatch(r"<(http://localhost/m/\S+)>", message["List-Unsubscribe"])
    assert stop
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop[1] in text(message)
    assert followed.links()["private"] not in both(message)
    assert "/t/" not in both(message)


def test_the_readers_language_and_clock_are_theirs(followed):
    followed.publish()
    followed.follow(language="de", zone="Asia/Tokyo")
    followed.letter("On it.", hours=3)
    message = followed.made()
    assert message["Content-Language"] == "de"
    assert "Die nächste Nachricht kommt bis Montag, 23. November, 21:13 Uhr (Ortszeit Tokio)." in text(message)
    followed.follow("rui@example.net", language="ar")
    followed.letter("On it.", hours=3)
    assert 'lang="ar" dir="rtl"' in text(followed.made(), "html")


def test_every_mail_to_one_reader_is_in_one_thread_and_no_two_have_one_name(followed):
    followed.publish()
    followed.follow()
    for body in ("One.", "Two."):
        followed.letter(body)
    first, second = (followed.made(row) for row in followed.rows()[-2:])
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_late_promise_is_told_by_no_person(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it.", hours=3, public=False)
    followed.clock.forward(hours=4)
    message = followed.late()
    assert message["Subject"] == "The promised word is late: My espresso machine"
    assert text(message).startswith("No person wrote this mail.")
    assert "It was promised for Monday 23 November, 12:13 (Lisbon time), and stays marked as late." in text(message)
    assert "On it." not in both(message)


def hide_all(followed: Followed) -> None:
    followed.publish(replace(EVERYTHING, letters=False))


def hide_one(followed: Followed) -> None:
    db.session.rollback()  # to read what was written since
    version = db.session.get_one(Ticket, followed.id).version
    followed.publish(replace(EVERYTHING, hidden=(version,)))


def switch_off(followed: Followed) -> None:
    followed.run(unpublish, followed.id, followed.clock())


def withdraw_page(followed: Followed) -> None:
    followed.run(withdraw, followed.id, "public", followed.clock())


def stop(followed: Followed) -> None:
    with write() as session:
        session.scalars(select(Subscription).where(Subscription.email == JOANA)).one().ended_at = followed.clock()


@pytest.mark.parametrize("meanwhile", [hide_all, hide_one, switch_off, withdraw_page, stop])
def test_what_is_not_public_any_more_when_the_mail_leaves_is_not_mailed(followed, meanwhile):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    assert "On it." in text(followed.made())
    meanwhile(followed)
    with pytest.raises(mail.Retired):
        followed.made()


def test_a_letter_that_is_hidden_meanwhile_is_not_told_as_an_earlier_one(followed):
    followed.publish()
    followed.follow()
    followed.letter("The first.")
    followed.letter("The second.")
    assert "The second." in text(followed.made())
    hide_one(followed)
    with pytest.raises(mail.Retired):
        followed.made()
    assert "The first." in text(followed.made(followed.rows()[-2]))


def test_the_sender_retires_what_is_not_public_any_more(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    hide_one(followed)
    row = followed.rows()[-1]
    assert write_mails(followed.app, [row.id]) == [NoMail("retired", "This is not public any more.")]


def answer_it(followed: Followed) -> None:
    followed.letter("Here it is.", public=False)


def hide_promises(followed: Followed) -> None:
    followed.publish(replace(EVERYTHING, promise=False))


@pytest.mark.parametrize("meanwhile", [answer_it, hide_promises, switch_off, stop])
def test_a_promise_that_is_not_late_any_more_when_the_mail_leaves_is_not_mailed(followed, meanwhile):
    followed.publish()
    followed.follow()
    followed.letter("On it.", hours=3)
    followed.clock.forward(hours=4)
    followed.late()
    row = followed.rows()[-1]
    meanwhile(followed)
    with pytest.raises(mail.Retired):
        followed.made(row)


def test_a_consent_that_was_taken_back_holds_for_what_has_not_left_yet(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    assert "Maria" in both(followed.made())
    with write() as session:
        session.get_one(Agent, followed.cast.maria.id).public_as = "nobody"
    message = followed.made()
    assert "Maria" not in both(message)
    assert "Someone at Fernhill Coffee wrote" in text(message)
    assert message["From"].addresses[0].display_name == "Fernhill Coffee"


def test_a_writer_who_was_let_go_is_named_no_more(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    maria, tom = followed.cast.maria, followed.cast.tom
    followed.run(hand_over, followed.id, maria, tom, followed.clock(), note="Tom has it.")
    followed.run(lambda session: let_go(session, session.get_one(Agent, maria.id), followed.clock()))
    assert "Maria" not in both(followed.made())


def test_who_shows_no_company_is_not_told_to_be_with_one(followed):
    followed.publish(PublicChoice(company=False, owner="nobody", letters=True))
    followed.follow()
    followed.letter("On it.")
    for row in followed.rows():
        assert "Fernhill" not in both(followed.made(row))


def test_a_new_address_of_the_page_is_the_one_that_is_mailed(followed):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    before = followed.links()["public"]
    followed.run(rotate, followed.id, "public", followed.clock())
    assert before not in both(followed.made())
    assert followed.links()["public"] in text(followed.made())


def test_no_row_of_a_followers_is_ever_made_by_another_maker(followed):
    """Whatever kind it has: a private letter by mistake is still not told."""
    followed.publish()
    reader = followed.follow()
    letter = followed.letter("Between us.", public=False)
    for kind in ("letter", "reply", "handover", "late", "link", "invite", "soon"):
        with write() as session:
            leave(
                session, followed.id, kind, "follower", followed.clock(), version=letter.version, subscription_id=reader
            )
        with pytest.raises(mail.Retired):
            followed.made()


def test_the_subscription_of_another_ticket_or_of_a_customer_tells_nothing(followed, cast):
    followed.publish()
    followed.follow()
    followed.letter("On it.")
    with write() as session:
        customers = session.scalars(select(Subscription.id).where(Subscription.reader == "customer")).first()
        session.get_one(Outgoing, followed.rows()[-1].id).subscription_id = customers
    with pytest.raises(mail.Retired):
        followed.made()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("One.\n\nTwo\nlines.", "One.\n\nTwo\nlines."),
        ("# Head\n\n*soft* **loud** ~~not~~ `code`", "Head\n\nsoft loud not code"),
        ("> a\n> b\n\nc", "> a\n> b\n\nc"),
        ("> > deep\n\nout", "> > deep\n\nout"),
        ("- a\n- b\n\nc", "- a\n- b\n\nc"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("[the shop](https://parts.example/x_y)", "the shop (https://parts.example/x_y)"),
        ("https://parts.example/_next/valve_", "https://parts.example/_next/valve_"),
        ("workshop@fernhill.example", "workshop@fernhill.example"),
        ("```\nset mode=\n  two\n```", "set mode=\n  two"),
        ("a < b & c > d", "a < b & c > d"),
        ("السلام عليكم", "السلام عليكم"),
    ],
)
def test_the_plain_mail_has_every_word_of_the_letter(typed, read):
    assert plain_text(render(typed)) == read


def test_words_that_a_letter_cannot_show_in_public_are_made_from_its_html_alone():
    assert plain_text("") == ""
    assert plain_text("<p>x</p><!-- never --><script>no()</script>") in ("x", "x\nno()", "x\n\nno()")


def test_an_agents_letter_reaches_nobody_by_mail_where_no_mail_leaves(followed, run, cast, clock):
    followed.publish()
    followed.follow()
    followed.app.extensions["settings"] = replace(followed.app.extensions["settings"], smtp_url=None)
    said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3), "is_public": True}
    run(write_letter, followed.id, cast.maria, clock(), **said)
    assert [row.kind for row in followed.rows()] == ["confirm"]

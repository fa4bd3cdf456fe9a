"""Whoever asks to follow learns nothing of who follows, and nobody follows by another's wish."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.bounces import Bounce
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import rotate, withdraw
from statuspage.domain.subscriptions import Subscription
from statuspage.security.redaction import redact
from statuspage.security.throttle import limiter
from tests.asked import statements
from tests.keys import without_keys
from tests.surfaces.public_things import EVERYTHING, Shown

JOANA = "joana@example.net"


class Following(Shown):
    """Ana's ticket, shown where mail leaves; whoever looks may ask to follow."""

    @property
    def path(self) -> str:
        return f"{self.links()['public']}/follow"

    def ask(self, email: str = JOANA, address: str = "192.0.2.1", **more: str):
        typed = {"email": email, "zone": "Europe/Lisbon", "lang": "en"} | more
        return self.post(self.path, data=typed, environ_base={"REMOTE_ADDR": address})

    def post(self, path: str, **more: Any):
        db.session.rollback()
        return self.client.post(path, **more)

    def row(self, email: str = JOANA):
        db.session.rollback()
        return db.session.scalar(select(Subscription).where(Subscription.email == email))

    def asked(self) -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).where(Outgoing.kind == "confirm")) or 0

    def question(self, email: str = JOANA) -> str:
        """The path of the newest question to this address."""
        row = self.row(email)
        at = db.session.scalar(select(func.max(Outgoing.created_at)).where(Outgoing.subscription_id == row.id))
        return self.app.extensions["urls"].question(row.id, at).removeprefix("http://localhost")

    def follow(self, email: str = JOANA) -> None:
        self.run(ask_to_follow, self.id, email, "Europe/Lisbon", "en", self.clock())
        self.run(confirm, self.row(email).id, self.clock(), self.clock())


@pytest.fixture
def following(app, client, cast, clock, run) -> Iterator[Following]:
    limiter.reset()
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    found = Following(app, client, cast, clock, run, EVERYTHING)
    found.letter("It is on the bench.")
    found.publish()
    return found


def bytes_of(answer):
    return answer.status_code, sorted(pair for pair in answer.headers if pair[0] != "Date"), answer.data


def test_the_page_leads_to_a_form_that_needs_no_script(following):
    page = following.get("public").text
    assert f'href="http://localhost{following.path}?lang=en"' in page
    answer = following.at(following.path)
    assert answer.status_code == 200
    assert re.search(r'<form [^>]*method="post"', answer.text)
    assert 'name="zone" value="Europe/Lisbon"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_its_headers_are_of_their_own(following):
    policy = following.at(following.path).headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    answer = following.at(following.path)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "form-action 'none'" in following.get("public").headers["Content-Security-Policy"]
    assert "form-action 'none'" in following.get("embed").headers["Content-Security-Policy"]


def test_the_answer_is_the_same_whoever_is_known(following):
    """New, asked already, following, stopped, said no, or an address that bounced: not a byte differs."""
    names = ("new", "asked", "follows", "stopped", "refused", "bounced")
    mails = {name: f"{name}@example.net" for name in names}
    following.run(ask_to_follow, following.id, mails["asked"], "Europe/Lisbon", "en", following.clock())
    following.follow(mails["follows"])
    following.follow(mails["stopped"])
    following.run(ask_to_follow, following.id, mails["refused"], "Europe/Lisbon", "en", following.clock())
    with write() as session:
        session.add(Bounce(email=mails["bounced"], at=following.clock(), words="550 no"))
        for name in ("stopped", "refused"):
            found = session.scalars(select(Subscription).where(Subscription.email == mails[name])).one()
            found.ended_at = following.clock()
    answers = [bytes_of(following.ask(mail)) for mail in mails.values()]
    assert answers[0][0] == 303
    assert answers == answers[:1] * len(names)
    to = dict(answers[0][1])["Location"]
    asked = following.at(to).text
    assert "If the address that you wrote can get mail from us, a question is on its way there." in asked
    assert 'name="email"' in asked, "it can be written once more"


def test_every_wish_is_a_write_whoever_is_known(following):
    """As near as can be in time, which is that of a commit to the disk: where nothing is left, one is made as well."""
    written = []
    for _ in range(2):
        with statements() as asked:
            following.ask()
        written.append([statement.split()[:3] for statement in asked])
    first, second = written
    assert ["INSERT", "INTO", "outgoing"] in first
    assert ["INSERT", "INTO", "outgoing"] not in second
    assert ["INSERT", "INTO", "attempt"] in second


def test_the_questions_button_makes_a_follower_and_looking_at_it_does_not(following):
    following.ask()
    path = following.question()
    for method in ("get", "head"):
        assert getattr(following.client, method)(path).status_code == 200
    assert following.row().confirmed_at is None
    answer = following.post(path)
    assert answer.status_code == 303
    assert "You follow this now" in following.at(answer.headers["Location"]).text
    assert following.row().confirmed_at == following.clock()


def test_a_question_answered_twice_says_that_one_follows_already(following):
    following.ask()
    path = following.question()
    following.post(path)
    first = following.row().confirmed_at
    following.clock.forward(hours=9)
    answer = following.post(path)
    page = following.at(answer.headers["Location"])
    assert "You follow this already" in page.text
    assert "/m/" in page.text, "and how to stop it"
    assert following.row().confirmed_at == first


def test_an_old_question_and_one_from_before_the_end_lead_to_a_new_one(following):
    following.ask()
    path = following.question()
    following.clock.forward(days=3, minutes=1)
    assert "This question is too old" in following.at(path).text
    following.post(path)
    assert following.row().confirmed_at is None
    following.ask()
    following.post(following.question())
    with write() as session:
        session.get_one(Subscription, following.row().id).ended_at = following.clock.forward(minutes=1)
    answer = following.at(following.question())
    assert "You have stopped these mails" in answer.text
    assert f"{following.path}?lang=en" in answer.text
    assert answer.status_code == 410
    following.post(following.question())
    assert following.row().ended_at is not None


@pytest.mark.parametrize("how", ["off", "withdrawn"])
def test_while_it_is_not_shown_neither_form_nor_question_is_there(following, how):
    following.ask()
    path, form = following.question(), following.path
    if how == "off":
        following.run(unpublish, following.id, following.clock())
    else:
        following.run(withdraw, following.id, "public", following.clock())
    for one in (path, form):
        assert following.at(one).status_code == 410
        assert following.post(one, data={"email": JOANA}).status_code == 410
    assert following.row().confirmed_at is None
    following.publish()
    if how == "off":
        assert following.at(path).status_code == 200, "it pauses, and ends nothing"


def test_a_new_address_of_the_page_leaves_the_question_as_it_was(following):
    following.ask()
    before, path = following.path, following.question()
    following.run(rotate, following.id, "public", following.clock())
    assert following.at(before).status_code == 410
    assert following.links()["public"] in following.at(path).text


@pytest.mark.parametrize("typed", ["joana", "joana@", "a@b.example\r\nBcc: c@d.example, x", "", "a b@c.example"])
def test_what_is_no_address_comes_back_with_words(following, typed):
    answer = following.ask(typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert following.asked() == 0


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "x" * 300])
def test_a_zone_that_nobody_knows_is_the_companys(following, zone):
    assert following.ask(zone=zone).status_code == 303
    assert following.row().zone == "Europe/Lisbon"


def test_a_language_that_is_not_offered_is_refused(following):
    assert following.ask(lang="xx").status_code == 400
    assert following.ask(lang="ar").status_code == 303
    assert following.row().language == "ar"


def test_the_form_and_the_question_speak_the_language_of_the_page(following):
    assert 'dir="rtl"' in following.at(f"{following.path}?lang=ar").text
    following.ask(lang="de")
    assert "per E-Mail mitverfolgen" in following.at(following.question()).text
    assert f"{following.path}?lang=de" in following.at(f"{following.links()['public']}?lang=de").text


def test_ten_thousand_wishes_from_one_place_or_for_one_address_are_stopped(following):
    codes = [following.ask(f"reader{number}@example.net").status_code for number in range(30)]
    assert codes[:20] == [303] * 20
    assert set(codes[20:]) == {429}
    limiter.reset()
    codes = [following.ask(address=f"192.0.3.{number}").status_code for number in range(20)]
    assert codes[:10] == [303] * 10
    assert set(codes[10:]) == {429}
    assert following.asked() == 21


def test_an_ipv6_network_counts_as_one_visitor(following):
    codes = [following.ask(f"reader{n}@example.net", address=f"2001:db8::{n:x}").status_code for n in range(22)]
    assert codes == [303] * 20 + [429] * 2


def test_too_much_at_once_is_not_even_read(following):
    assert following.ask("x" * 3_000 + "@example.net").status_code == 413
    fields = {f"field{number}": "x" for number in range(20)}
    assert following.ask(**fields).status_code == 413


def test_another_site_cannot_send_the_form_or_answer_the_question(following):
    following.ask()
    path = following.question()
    for there in (following.path, path):
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}):
            assert following.post(there, data={"email": JOANA}, headers=headers).status_code == 403
    assert following.post(path, headers={"Origin": "null"}).status_code == 303, "a page that sends no referrer"


def test_only_what_we_wrote_opens_a_question(following, app):
    following.ask()
    good = following.question()
    key = good.removeprefix("/follow/")
    for bad in (key[:-1], f"{key}A", "x" * 30, following.links()["public"].removeprefix("/p/")):
        assert following.at(f"/follow/{bad}").status_code == 404
        assert following.post(f"/follow/{bad}").status_code == 404
    assert following.at(f"/p/{key}/follow").status_code == 404
    stop = app.extensions["urls"].mails(following.row().id, 1).rpartition("/")[2]
    assert following.at(f"/follow/{stop}").status_code == 404, "the key to the end is none to the beginning"
    assert following.at(f"{good})").headers["Location"] == good, "cut wrongly by a mail program"


def test_a_customers_subscription_is_no_followers(following, app):
    with write() as session:
        customers = session.scalars(select(Subscription).where(Subscription.reader == "customer")).first()
    path = app.extensions["urls"].question(customers.id, following.clock()).removeprefix("http://localhost")
    assert following.at(path).status_code == 404
    assert following.post(path).status_code == 404


def test_where_no_mail_leaves_it_is_not_offered_and_says_so(following, app):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=None)
    assert "/follow" not in following.get("public").text
    answer = following.at(following.path)
    assert answer.status_code == 200
    assert "No mail leaves from here" in answer.text
    assert "<form" not in answer.text
    assert following.ask().status_code == 409
    assert following.asked() == 0


def test_of_the_demo_it_can_be_followed_and_the_question_lies_in_the_demos_mailboxes(following, app):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=None, demo=True)
    following.run(lambda session: setattr(session.get_one(Customer, following.cast.ana.id), "is_demo", True))
    assert "/follow" in following.get("public").text
    told = following.at(following.ask().headers["Location"]).text
    assert "Nothing of the demo leaves: the question lies in the demo’s mailboxes." in told
    assert "on its way" not in told
    following.post(following.question())
    following.letter("It is on the bench, once more.")
    db.session.rollback()
    mine = select(Outgoing.kind, Outgoing.outcome).where(Outgoing.to == "follower").order_by(Outgoing.id)
    assert [tuple(row) for row in db.session.execute(mine)] == [("confirm", "kept"), ("letter", "kept")]


def test_the_question_leads_to_the_page_in_its_own_language(following):
    following.ask(lang="de")
    page = following.links()["public"]
    for path in (following.question(), f"{following.path}?lang=de"):
        assert f"{page}?lang=de" in following.at(path).text


def test_it_is_never_in_a_card_and_the_card_leads_to_the_page(following):
    card = following.get("embed").text
    assert "/follow" not in card
    assert following.links()["public"] in card
    assert "/follow" not in following.get("public_feed").text


def test_a_page_whose_feed_is_withdrawn_can_still_be_followed_by_mail(following):
    following.run(withdraw, following.id, "public_feed", following.clock())
    page = following.get("public").text
    assert f"{following.path}?lang=en" in page
    assert "feed-address" not in page


def test_who_shows_no_company_and_no_title_is_not_named_where_one_follows(following):
    following.publish(replace(EVERYTHING, company=False, subject="nothing"))
    following.ask()
    for path in (following.path, following.question()):
        page = following.at(path).text
        assert "Fernhill" not in page
        assert "espresso" not in page


def test_the_studio_says_how_many_follow_and_never_who(following):
    studio = f"{following.links()['private']}/studio"
    assert "by mail" not in following.at(studio).text
    following.follow()
    following.follow("rui@example.net")
    page = following.at(studio).text
    assert "2 people follow by mail" in page
    assert "While it is off they hear nothing, and go on following." in page
    assert "example.net" not in page
    following.run(unpublish, following.id, following.clock())
    assert "hears nothing while it is off" in following.at(studio).text


def test_a_key_of_a_question_never_stands_in_a_log(following):
    following.ask()
    path = following.question()
    assert redact(path) == "/follow/-"
    assert redact("/m/AgGkx3bLXel6DoPgQZge3wfP") == "/m/-"


def test_the_page_of_a_client_without_cookies_is_enough(app, following):
    stranger = FlaskClient(app, use_cookies=False)
    assert stranger.post(following.path, data={"email": JOANA, "lang": "en"}).status_code == 303
    assert following.asked() == 1


def test_whoever_says_no_to_a_question_is_not_asked_again_and_may_change_their_mind(following, app):
    following.ask()
    question = following.question()
    stop = app.extensions["urls"].mails(following.row().id, following.row().generation).removeprefix("http://localhost")
    assert f'href="http://localhost{stop}"' in following.at(question).text
    assert "before you say yes to the question" in following.at(stop).text
    following.clock.forward(minutes=1)
    assert following.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    following.clock.forward(days=2)
    following.ask()
    assert following.asked() == 1
    assert "You have stopped these mails" in following.at(question).text
    following.post(stop, data={"deed": "again"})
    assert following.row().confirmed_at is None, "that alone follows nothing"
    following.post(question)
    assert following.row().confirmed_at is not None


def test_one_follower_stops_for_nobody_else(following, app):
    following.follow()
    following.follow("rui@example.net")
    key = app.extensions["urls"].mails(following.row().id, 1).removeprefix("http://localhost")
    assert following.post(key, data={"deed": "stop", "email": "rui@example.net"}).status_code == 303
    assert following.row().ended_at is not None
    assert following.row("rui@example.net").ended_at is None
    assert "Ana" not in without_keys(following.at(key).text)

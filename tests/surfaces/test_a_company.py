"""A company's people: invited by mail, once, each with a page of their own; nobody is read in secret."""

from dataclasses import replace

import pytest
from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.delivery.message import Retired
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.invitations import KIND, MOST
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.companies import Company, Member
from statuspage.domain.people.customers import add_customer
from statuspage.domain.way_in.overviews import join
from statuspage.security.redaction import redact
from statuspage.security.throttle import limiter
from tests.cast import SUBJECT, due
from tests.databases import KINDS
from tests.surfaces.desk import log_in
from tests.surfaces.test_desk_way_in import text

OURS = {"Sec-Fetch-Site": "same-origin"}
RUI = "rui@example.org"


@pytest.fixture(autouse=True)
def mailing(app):
    limiter.reset()
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url="smtp://127.0.0.1:9", mail_from="care@fernhill.example")


@pytest.fixture
def ana(app, run, cast, clock):
    """The path of Ana's overview."""
    found = run(join, cast.ana.email, clock())
    return app.extensions["urls"].mine(found.id, found.generation).removeprefix(app.extensions["urls"].base)


@pytest.fixture
def do(client):
    """Post a form at this path."""

    def post(path, **typed):
        db.session.rollback()
        return client.post(path, data=typed, headers=OURS)

    return post


@pytest.fixture
def company(ana, do):
    """The path of Ana's company."""
    do(f"{ana}/company", name="Casa Reis")
    return f"{ana}/company"


@pytest.fixture
def mailed(app, clock):
    """The newest invitation, as its reader gets it: the message, and the path of the link in it."""

    def read():
        db.session.rollback()
        row = db.session.scalars(select(Outgoing).where(Outgoing.kind == KIND).order_by(Outgoing.id.desc())).first()
        member = db.session.scalars(select(Member).where(Member.outgoing_id == row.id)).one()
        urls, settings = app.extensions["urls"], app.extensions["settings"]
        path = urls.join(member.id).removeprefix(urls.base)
        return mail.render(db.session(), row, urls, settings, clock()), path

    return read


@pytest.fixture
def invited(do, company, mailed):
    """Invite an address; the path of the link in the mail."""

    def invite(email=RUI):
        answer = do(f"{company}/invitations", emails=email)
        assert answer.status_code == 303, answer.text
        return mailed()[1]

    return invite


@pytest.fixture
def joined(do, invited):
    """Somebody accepts; the path of their own page."""

    def accept(email=RUI, name="Rui Silva"):
        answer = do(invited(email), name=name)
        assert answer.status_code == 303, text(answer)
        return "/" + answer.location.partition("?")[0].split("/", 3)[3]

    return accept


@pytest.fixture
def way(do, company, client):
    """Choose the way, as Ana sees the company now."""

    def choose(way, **more):
        return do(f"{company}/way", way=way, seen=seen(client.get(company)), **more)

    return choose


def seen(answer):
    return (fromstring(answer.text).xpath('//input[@name="seen"]/@value') or ["0"])[0]


def members():
    db.session.rollback()
    return list(db.session.scalars(select(Member).order_by(Member.id)))


def field(answer, name):
    return fromstring(answer.text).xpath(f'//*[@name="{name}"]')[0]


def test_it_is_off_until_somebody_makes_one(client, ana):
    assert "your tickets." not in text(client.get(ana))
    assert "For a company" in client.get(f"{ana}/company").text


def test_at_first_nobody_sees_anything_of_another(client, ana, joined):
    rui = joined()
    assert SUBJECT not in client.get(rui).text
    assert "Nobody else at “Casa Reis” can read your tickets." in text(client.get(ana))
    assert "You are one of the company now" not in client.get(rui).text


def test_the_mail_says_who_invites_and_that_no_person_wrote_it(invited, mailed, app):
    invited()
    message, path = mailed()
    body = message.get_body(("plain",)).get_content()
    assert message["To"].endswith("<rui@example.org>")
    assert body.startswith("Ana Reis invites you to “Casa Reis”; the mail itself was written by no person.")
    assert "Nothing that you have asked us becomes readable to them" in body
    assert app.extensions["urls"].base + path in body
    assert "/mine/" not in body


def test_a_known_address_is_invited_as_an_unknown_one_is(client, company, do, run, clock, cast):
    run(add_customer, clock(), name="Lea Brandt", email="lea@example.org", zone="Europe/Berlin")
    answers = []
    for email in ("lea@example.org", "nil@example.org"):
        answer = do(f"{company}/invitations", emails=email)
        page = text(client.get(answer.location)).replace(email, "-")
        answers.append((answer.status_code, page.count("invited; it can be accepted until"), "Lea" in page))
        do(f"{company}/people", member=str(members()[-1].id), deed="go")
    assert answers == [(303, 1, False), (303, 1, False)]


def test_opening_the_invitation_changes_nothing_and_the_button_leads_to_a_page_of_ones_own(client, invited, do):
    path = invited()
    assert client.get(path).status_code == 200
    assert members()[-1].joined_at is None
    answer = do(path, name="Rui Silva", zone="Europe/Madrid")
    page = text(client.get(answer.location))
    assert "You are one of the company now." in page
    assert "Hello, Rui." in page
    assert redact(path) == "/join/-"


def test_a_browser_that_says_only_that_the_page_has_no_origin_can_accept(client, invited):
    path = invited()
    assert client.post(path, data={"name": "Rui Silva"}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(path, data={"name": "Rui Silva"}, headers={"Origin": "null"}).status_code == 303


def test_an_invitation_counts_once_and_the_second_time_says_so_calmly(client, invited, do):
    path = invited()
    do(path, name="Rui Silva")
    for answer in (do(path, name="Somebody Else"), client.get(path)):
        assert answer.status_code == 410
        assert "You accepted this invitation already" in answer.text
        assert "Casa Reis" not in answer.text
    assert [one.name for one in members()] == ["Ana Reis", "Rui Silva"]


def test_an_invitation_that_is_too_old_or_was_withdrawn_says_so_and_does_nothing(client, company, invited, do, clock):
    path = invited()
    clock.forward(days=8)
    for answer in (client.get(path), do(path, name="Rui Silva")):
        assert (answer.status_code, "This invitation is too old" in answer.text) == (410, True)
    newer = invited()
    do(f"{company}/people", member=str(members()[-1].id))
    for answer in (client.get(newer), do(newer, name="Rui Silva"), client.get(path)):
        assert (answer.status_code, "This invitation was withdrawn" in answer.text) == (410, True)
    assert all(one.joined_at is None for one in members()[1:])


def test_a_mail_whose_invitation_was_withdrawn_does_not_leave(invited, company, do, mailed):
    invited()
    do(f"{company}/people", member=str(members()[-1].id))
    with pytest.raises(Retired):
        mailed()
    assert db.session.scalar(select(Outgoing.outcome).where(Outgoing.kind == KIND)) == "retired"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "at least one mail address"),
        ("rui at home", "does not look like a mail address"),
        ("ok@example.org\nnot one\n", "does not look like a mail address"),
        ("ana@example.org", "your own address"),
        ("maria@fernhill.example", "Maria is one of us"),
        ("\n".join(f"p{at}@example.org" for at in range(500)), "These are 500 addresses; 20 is the most."),
        (f"{'a' * 5000}@example.org", "is the most that fits"),
    ],
)
def test_who_cannot_be_invited_is_said_in_words_nobody_is_and_what_was_typed_stays(company, do, typed, why):
    answer = do(f"{company}/invitations", emails=typed)
    assert answer.status_code == 422
    assert why in text(answer)
    assert field(answer, "emails").text_content().strip() == typed.strip()
    assert len(members()) == 1


def test_one_who_is_invited_or_there_already_is_not_invited_twice(company, do, invited, joined):
    path = invited()
    assert "rui@example.org is invited already" in text(do(f"{company}/invitations", emails=RUI))
    do(path, name="Rui Silva")
    assert "Rui Silva, at rui@example.org, is there already." in text(do(f"{company}/invitations", emails=RUI))


def test_more_than_there_is_room_for_is_refused_also_day_by_day(company, do, clock):
    many = "\n".join(f"p{at}@example.org" for at in range(MOST))
    assert f"A company has {MOST} people at most" in text(do(f"{company}/invitations", emails=many))
    some = "\n".join(f"p{at}@example.org" for at in range(MOST - 1))
    assert do(f"{company}/invitations", emails=some).status_code == 303
    for member in [one.id for one in members()[1:]]:
        do(f"{company}/people", member=str(member))
    assert "Go on tomorrow" in text(do(f"{company}/invitations", emails="x@example.org\ny@example.org"))
    clock.forward(days=2)
    assert do(f"{company}/invitations", emails="x@example.org\ny@example.org").status_code == 303


@pytest.mark.parametrize("name", ["", "x" * 5000, "\u202e", "Fernhill Coffee", "Buy at https://shop.example"])
def test_a_name_that_cannot_be_comes_back(app, ana, do, name):
    app.extensions["settings"] = replace(app.extensions["settings"], company_name="Fernhill Coffee")
    answer = do(f"{ana}/company", name=name)
    assert answer.status_code == 422
    assert field(answer, "name").get("aria-invalid") == "true"
    assert field(answer, "name").get("value", "") in (name, "")
    assert db.session.scalar(select(func.count()).select_from(Company)) == 0


@pytest.mark.parametrize("name", ["", "y" * 5000, "Maria Okafor", "Ana Reis"])
def test_a_name_under_which_one_cannot_join_comes_back_and_the_invitation_stands(invited, do, name):
    path = invited()
    answer = do(path, name=name)
    assert answer.status_code == 422
    assert field(answer, "name").get("value", "") == name
    assert do(path, name="Rui Silva").status_code == 303


def test_a_colleague_reads_only_what_its_customer_agreed_to_and_its_page_says_who(client, ana, do, joined, way, app):
    rui = joined()
    way("read")
    page = client.get(rui)
    assert SUBJECT in page.text, "Ana chose it, and so agreed for her own"
    assert "Your company would like more than you agreed to so far" in text(page)
    own = do(f"{rui}/ask", story="The grinder squeaks.", once="k").location.partition("?")[0]
    assert "squeaks" not in client.get(ana).text
    do(f"{rui}/company/own", deed="agree", seen=seen(client.get(f"{rui}/company")))
    assert "squeaks" in client.get(ana).text
    assert "These colleagues at “Casa Reis” can open your tickets: Ana Reis (reads)." in text(client.get(own))
    do(f"{rui}/company/own", deed="keep")
    assert "squeaks" not in client.get(ana).text


def test_whoever_opens_a_colleagues_ticket_has_a_key_of_their_own_and_nobody_is_read_in_secret(
    client, cast, ana, do, joined, way, app
):
    rui = joined()
    way("read")
    answer = do(f"{rui}/tickets", ticket=str(cast.ticket.id))
    page = client.get(answer.location)
    assert "You read it as Rui Silva." in text(page)
    assert "You are colleagues in one company." in text(page)
    assert "not-you" not in page.text
    assert "/mine/" not in page.text
    assert do(f"{answer.location}/replies", body="Hello", once="k").status_code == 403
    assert answer.location in client.get(rui).text, "from now on its subject leads there"
    (hers,) = fromstring(client.get(ana).text).xpath('//ul[@class="mine-list"]//a/@href')
    told = text(client.get(hers))
    assert "Rui Silva reads here, as a colleague in the same company" in told
    companions = text(client.get(f"{hers}/companions"))
    assert "Rui Silva reads · a colleague in the same company" in companions
    log_in(client)
    desk = text(client.get(f"/desk/tickets/{cast.ticket.id}"))
    assert "One of the people of Casa Reis" in desk
    assert "Rui Silva may read here" in desk
    assert "Rui Silva reads · a colleague in the same company" in desk


def test_one_who_may_write_does_so_under_their_own_name_and_gives_their_key_to_nobody(client, cast, do, joined, way):
    rui = joined()
    way("write")
    key = do(f"{rui}/tickets", ticket=str(cast.ticket.id)).location
    assert do(f"{key}/replies", body="I was there, too.", once="k").status_code == 303
    page = text(client.get(key))
    assert "I was there, too." in page
    claim = client.get(f"{key}/claim")
    assert "This page is for Rui alone" in text(claim)
    assert not fromstring(claim.text).xpath('//form[@id="claim"]')
    assert do(f"{key}/claim", name="Joana", once="c").status_code == 422


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_one_answers_for_all_and_another_reads(client, cast, do, joined, way):
    rui, joana = joined(), joined("joana@example.org", "Joana Costa")
    people = {one.name: one.id for one in members()}
    assert "Please choose who answers" in text(way("one", answers="0"))
    way("one", answers=str(people["Joana Costa"]))
    keys = [do(f"{one}/tickets", ticket=str(cast.ticket.id)).location for one in (rui, joana)]
    assert [do(f"{key}/replies", body="Hello", once="k").status_code for key in keys] == [403, 303]
    do(f"{joana}/company/own", deed="leave")
    assert [client.get(key).status_code for key in keys] == [200, 410]


@pytest.mark.parametrize("how", ["let go", "left", "way", "ended", "kept"])
def test_what_is_not_allowed_any_more_ends_at_once(client, cast, ana, company, do, joined, way, how):
    rui = joined()
    way("write")
    key = do(f"{rui}/tickets", ticket=str(cast.ticket.id)).location
    assert client.get(key).status_code == 200
    if how == "let go":
        do(f"{company}/people", member=str(members()[-1].id), deed="go")
    elif how == "left":
        do(f"{rui}/company/own", deed="leave")
    elif how == "way":
        way("mine")
    else:
        do(f"{company}/own", deed="end" if how == "ended" else "keep")
    assert client.get(key).status_code == 410
    assert do(f"{key}/replies", body="Hello", once="k").status_code == 410
    page = client.get(rui)
    assert page.status_code == 200
    assert SUBJECT not in page.text
    refused = do(f"{rui}/tickets", ticket=str(cast.ticket.id))
    assert refused.status_code == 422
    assert "This is not open to you any more." in text(refused)


def test_one_who_was_let_go_while_their_page_is_open_is_told_so_and_keeps_their_own(client, company, do, joined):
    rui = joined()
    do(f"{rui}/ask", story="The grinder squeaks.", once="k")
    version = seen(client.get(f"{rui}/company"))
    do(f"{company}/people", member=str(members()[-1].id), deed="go")
    answer = do(f"{rui}/company/own", deed="agree", seen=version)
    assert answer.status_code == 422
    assert "You are not one of a company’s people any more. Your own tickets are all here." in text(answer)
    assert "squeaks" in client.get(rui).text
    assert "Casa Reis" not in client.get(rui).text


def test_what_was_typed_by_an_old_address_of_the_page_is_given_back(client, ana, company, do):
    do(f"{ana}/link")
    answer = do(f"{company}/invitations", emails="one@example.org\ntwo@example.org")
    assert answer.status_code == 410
    assert "two@example.org" in answer.text
    assert len(members()) == 1


def test_a_way_that_was_changed_in_another_tab_is_looked_at_first(client, company, do):
    version = seen(client.get(company))
    do(f"{company}/way", way="read", seen=version)
    answer = do(f"{company}/way", way="write", seen=version)
    assert answer.status_code == 422
    assert "Something changed here while this page was open." in text(answer)
    chosen = fromstring(answer.text).xpath('//input[@name="way" and @checked]/@value')
    assert chosen == ["write"], "what was chosen is still in the form"
    assert do(f"{company}/way", way="write", seen=seen(answer)).status_code == 303


def test_whoever_looks_after_it_cannot_vanish_but_gives_it_to_another(client, company, ana, do, joined):
    rui = joined()
    answer = do(f"{company}/own", deed="leave")
    assert "Give that to a colleague first, or end the company." in text(answer)
    do(f"{company}/people", member=str(members()[-1].id), deed="hold")
    assert "Only Rui Silva, who looks after this company, can do that." in text(do(company, name="X", deed="rename"))
    assert "Invite somebody" in client.get(f"{rui}/company").text
    assert do(f"{company}/own", deed="leave").status_code == 303
    assert [one.ended for one in members()] == ["left", ""]


def test_one_is_of_one_company_at_a_time(app, do, ana, invited, run, clock):
    path = invited()
    run(add_customer, clock(), name="Rui Silva", email=RUI, zone="Europe/Lisbon")
    own = run(join, RUI, clock())
    mine = app.extensions["urls"].mine(own.id, own.generation).removeprefix("http://localhost")
    do(f"{mine}/company", name="Silva & Filhos")
    answer = do(path, name="Rui Silva")
    assert answer.status_code == 422
    assert "one of another company’s people already" in text(answer)
    assert "Leave it first." in text(do(f"{mine}/company", name="Another"))


def test_the_list_is_live_for_what_a_colleague_hears(client, cast, do, joined, way, run, clock):
    rui = joined()
    way("read")
    promise = due(clock(), hours=3)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Soon.", heard="It died.", promise=promise)
    unopened = client.get(f"{rui}/list")
    assert "Soon." not in unopened.text, "words are for those who have opened it, as its page says"
    do(f"{rui}/tickets", ticket=str(cast.ticket.id))
    first = client.get(f"{rui}/list")
    assert "Soon." in first.text
    assert client.get(f"{rui}/list", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="News.", promise=due(clock(), hours=4))
    assert "News." in client.get(f"{rui}/list", headers={"If-None-Match": first.headers["ETag"]}).text


def test_a_ticket_that_is_asked_says_first_which_colleagues_will_read_it(client, ana, joined, way):
    joined()
    assert "Nobody else at “Casa Reis” can read your tickets." in text(client.get(f"{ana}/ask"))
    way("read")
    assert "can open your tickets: Rui Silva (reads)." in text(client.get(f"{ana}/ask"))


def test_nobody_is_mailed_again_and_again_also_by_another_company(client, ana, company, do, clock):
    for _ in range(3):
        assert do(f"{company}/invitations", emails=RUI).status_code == 303
        do(f"{company}/people", member=str(members()[-1].id))
    assert "Go on tomorrow" in text(do(f"{company}/invitations", emails=RUI))
    do(f"{company}/own", deed="end")
    do(company, name="Casa Nova")
    assert "Go on tomorrow" in text(do(f"{company}/invitations", emails=RUI))
    clock.forward(days=2)
    assert do(f"{company}/invitations", emails=RUI).status_code == 303


def test_where_no_mail_leaves_nobody_can_be_invited_and_the_page_says_so(app, client, company, do):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=None, demo=False)
    page = client.get(company)
    assert "No mail leaves from here, so nobody can be invited." in page.text
    assert not fromstring(page.text).xpath('//*[@name="emails"]')
    assert do(f"{company}/invitations", emails=RUI).status_code == 409


def test_a_strangers_ticket_is_nobodys_to_open(do, joined, way, run, cast, clock):
    rui = joined()
    way("write")
    lea = run(add_customer, clock(), name="Lea Brandt", email="lea@example.org", zone="Europe/Berlin")
    other = run(open_ticket, lea, cast.maria, clock(), subject="Mine", story="It is mine.")
    for ticket in (other.id, 4711):
        assert do(f"{rui}/tickets", ticket=str(ticket)).status_code == 422

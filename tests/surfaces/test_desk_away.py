"""At the desk: somebody is away and a colleague covers; it is set, seen by both sides, changed, ended, and undone."""

import re
from zoneinfo import ZoneInfo

import pytest
from lxml.html import fromstring
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.absences.absence import Absence
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.surfaces.desk import log_in, post

AWAY = "/desk/away"
WEEK = {"from_day": "2026-11-24", "back_day": "2026-11-30"}
NOW = {"from_day": "2026-11-23", "back_day": "2026-11-30"}


@pytest.fixture
def promised(run, cast, clock):
    """Maria has promised to write on Wednesday."""
    letter = {"body": "On it.", "heard": "It dies.", "promise": due(clock(), days=2)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **letter)


def absences():
    db.session.rollback()
    return list(db.session.scalars(select(Absence).order_by(Absence.id)))


def errors(answer):
    return [link.get("href") for link in fromstring(answer.text).xpath('//*[@id="errors"]//a')]


def test_it_is_set_with_one_form_and_everyone_at_the_desk_reads_it(maria, tom, cast):
    answer = post(maria, AWAY, **NOW, cover=str(cast.tom.id))
    (absence,) = absences()
    assert (answer.status_code, answer.location) == (303, f"{AWAY}?said=away_set&undo={absence.id}")
    assert (absence.agent_id, absence.cover_id, absence.set_by_id) == (cast.maria.id, cast.tom.id, cast.maria.id)
    assert "You are away until Mon 30 Nov; Tom covers." in maria.get("/desk").text
    desk = tom.get("/desk").text
    assert "Maria is away until Mon 30 Nov; you cover." in desk
    assert cast.ticket.subject in desk, "who covers has what is theirs before them"
    assert "away until Mon 30 Nov; you cover" in tom.get(f"/desk/tickets/{cast.ticket.id}").text


def test_the_form_offers_the_one_colleague_there_is_and_begins_today(maria, cast):
    page = fromstring(maria.get(AWAY).text)
    assert page.xpath('//select[@name="cover"]/option[@selected]/@value') == [str(cast.tom.id)]
    assert page.xpath('//input[@name="from_day"]/@value') == ["2026-11-23"]


def test_the_customer_reads_it_calmly_and_the_public_view_nothing(maria, app, cast, client, run, promised):
    private = app.extensions["urls"].shared(shares_of(db.session(), cast.ticket.id)["private"])
    post(maria, AWAY, **NOW, cover=str(cast.tom.id), **{f"fallen-{cast.ticket.id}": "leave"})
    told = fromstring(app.test_client().get(private).text).xpath('//*[@id="owner-away"]')[0].text_content().strip()
    assert told == "Maria is away until Mon 30 Nov. Tom writes to you meanwhile. What was promised stays promised."


def test_no_public_view_differs_in_a_byte(maria, app, cast, run, promised, clock):
    run(publish, cast.ticket.id, PublicChoice(owner="photo", subject="subject", letters=True), clock())
    shares, urls = shares_of(db.session(), cast.ticket.id), app.extensions["urls"]
    paths = [urls.shared(shares[scope]) for scope in PUBLIC_SCOPES]

    def bytes_of():
        answers = [app.test_client().get(path) for path in paths]
        assert {answer.status_code for answer in answers} == {200}
        return [(answer.data, answer.headers.get("ETag")) for answer in answers]

    before = bytes_of()
    post(maria, AWAY, **NOW, cover=str(cast.tom.id), **{f"fallen-{cast.ticket.id}": "leave"})
    assert absences()
    assert bytes_of() == before


def test_nothing_is_told_to_customers_before_it_begins(maria, app, cast):
    post(maria, AWAY, **WEEK, cover=str(cast.tom.id))
    private = app.extensions["urls"].shared(shares_of(db.session(), cast.ticket.id)["private"])
    assert "owner-away" not in app.test_client().get(private).text
    assert "away from tomorrow" not in maria.get("/desk").text


def test_a_colleague_sets_it_for_who_fell_ill(tom, cast):
    page = fromstring(tom.get(f"{AWAY}?agent={cast.maria.id}").text)
    assert page.xpath('//select[@name="agent"]/option[@selected]/@value') == [str(cast.maria.id)]
    post(tom, AWAY, **NOW, agent=str(cast.maria.id), cover=str(cast.tom.id))
    (absence,) = absences()
    assert (absence.agent_id, absence.set_by_id) == (cast.maria.id, cast.tom.id)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"back_day": "2026-11-20"}, "back_day"),
        ({"from_day": "2026-11-01"}, "from_day"),
        ({"back_day": "2036-11-30"}, "back_day"),
        ({"back_day": ""}, "back_day"),
        ({"cover": ""}, "cover"),
        ({"cover": "1"}, "cover"),  # herself
        ({"cover": "99"}, "cover"),
        ({"from_day": "<b>"}, "from_day"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_in_the_form(maria, cast, typed, field):
    sent = {**WEEK, "from_time": "13:00", "cover": str(cast.tom.id), **typed}
    answer = post(maria, AWAY, **sent)
    assert (answer.status_code, errors(answer)) == (422, [f"#away-{field}"])
    page = fromstring(answer.text)
    for name in ("from_day", "from_time", "back_day"):
        assert page.xpath(f'//input[@name="{name}"]/@value') == [sent[name]]
    assert not absences()


def test_promises_that_fall_into_it_are_listed_before_anything_is_saved(maria, cast, promised):
    answer = post(maria, AWAY, **WEEK, cover=str(cast.tom.id))
    assert (answer.status_code, errors(answer)) == (422, ["#away-fallen"])
    page = fromstring(answer.text)
    assert "One promise falls into it" in answer.text
    choices = page.xpath(f'//input[@name="fallen-{cast.ticket.id}"]/@value')
    assert choices == ["hand", "before", "after", "leave"]
    assert not absences()


def test_the_time_that_is_offered_before_one_goes_is_the_one_that_is_promised(maria, cast, promised):
    noon = WEEK | {"from_time": "12:30"}
    offered = post(maria, AWAY, **noon, cover=str(cast.tom.id)).text
    post(maria, AWAY, **noon, cover=str(cast.tom.id), **{f"fallen-{cast.ticket.id}": "before"})
    due = db.session.get_one(Ticket, cast.ticket.id).promised_at.astimezone(ZoneInfo(cast.maria.zone))
    assert f"{due:%H:%M}" == "12:30"
    assert re.search(r"Move it to before you go: [^<]*12:30", offered)


def test_they_are_handed_to_the_cover_in_the_same_deed_as_the_absence_is_set(maria, cast, promised):
    hands = {f"fallen-{cast.ticket.id}": "hand"}
    without = post(maria, AWAY, **WEEK, cover=str(cast.tom.id), **hands, note="")
    assert (without.status_code, errors(without)) == (422, ["#away-note"])
    assert not absences(), "all of it, or nothing"
    assert fromstring(without.text).xpath(f'//input[@name="fallen-{cast.ticket.id}"][@checked]/@value') == ["hand"]
    post(maria, AWAY, **WEEK, cover=str(cast.tom.id), **hands, note="Tom has it while I am away.")
    assert len(absences()) == 1
    assert db.session.get_one(Ticket, cast.ticket.id).owner_id == cast.tom.id


def test_what_cannot_become_of_a_promise_is_said_beside_the_promises(maria, cast, promised):
    spring = {"from_day": "2026-11-24", "back_day": "2027-04-01", f"fallen-{cast.ticket.id}": "after"}
    answer = post(maria, AWAY, **spring, cover=str(cast.tom.id))
    assert (answer.status_code, errors(answer)) == (422, ["#away-fallen"])
    assert "further off than anyone can promise" in answer.text
    assert fromstring(answer.text).xpath(f'//input[@name="fallen-{cast.ticket.id}"][@checked]/@value') == ["after"]
    assert not absences()


def test_a_colleague_cannot_move_a_promise_that_is_not_theirs(tom, cast, promised):
    answer = post(tom, AWAY, **WEEK, agent=str(cast.maria.id), cover=str(cast.tom.id))
    choices = fromstring(answer.text).xpath(f'//input[@name="fallen-{cast.ticket.id}"]/@value')
    assert choices == ["hand", "leave"]


@pytest.fixture
def absence(maria, cast):
    post(maria, AWAY, **WEEK, cover=str(cast.tom.id))
    return absences()[0].id


def test_it_is_changed_and_undone(maria, cast, absence):
    page = fromstring(maria.get(f"{AWAY}/{absence}").text)
    assert page.xpath('//input[@name="back_day"]/@value') == ["2026-11-30"]
    changed = post(maria, f"{AWAY}/{absence}", **(WEEK | {"back_day": "2026-12-02"}), cover=str(cast.tom.id))
    first, second = absences()
    assert first.withdrawn_at is not None
    assert f'action="{AWAY}/{second.id}"' in maria.get(changed.location).text
    assert post(maria, f"{AWAY}/{second.id}", deed="undo").status_code == 303
    first, second = absences()
    assert (first.withdrawn_at, second.withdrawn_at is None) == (None, False)


def test_it_is_ended_early_and_undone(maria, cast, clock, absence):
    clock.forward(days=2)
    log_in(maria)
    assert "I am back" in maria.get(AWAY).text
    answer = post(maria, f"{AWAY}/{absence}", deed="end")
    assert db.session.get_one(Agent, cast.maria.id).away[0].ends == clock()
    undo = answer.location.rpartition("=")[2]
    assert post(maria, f"{AWAY}/{undo}", deed="undo").status_code == 303
    assert db.session.get_one(Agent, cast.maria.id).away[0].ends > clock()


def test_what_a_colleague_changed_meanwhile_is_said_and_nothing_is_lost(maria, tom, cast, absence):
    post(tom, f"{AWAY}/{absence}", deed="end")
    answer = post(maria, f"{AWAY}/{absence}", **(WEEK | {"back_day": "2026-12-02"}), cover=str(cast.tom.id))
    assert answer.status_code == 422
    assert "Meanwhile this absence was changed" in answer.text
    assert fromstring(answer.text).xpath('//input[@name="back_day"]/@value') == ["2026-12-02"]


def test_a_letter_that_promises_a_time_away_comes_back_as_it_was_typed_with_times_that_would_do(maria, cast, absence):
    letter = {"heard": "It dies.", "body": "I am on it.", "promise": "2026-11-26T17:00", "seen_by": "customer"}
    answer = post(maria, f"/desk/tickets/{cast.ticket.id}/letters", **letter)
    assert answer.status_code == 422
    assert "You are away then, until Mon 30 Nov." in answer.text
    assert "or hand this to Tom, who covers." in answer.text
    page = fromstring(answer.text)
    assert "I am on it." in [text.value.strip() for text in page.xpath('//textarea[@name="body"]')]
    assert "2026-11-30T10:00" in page.xpath('//input[@name="promise"]/@value')


def test_or_it_goes_to_the_cover_at_hand_with_the_letter_and_words_that_the_customer_reads(maria, cast, absence):
    letter = {"heard": "It dies.", "body": "I am on it.", "promise": "2026-11-26T12:00", "seen_by": "customer"}
    path = f"/desk/tickets/{cast.ticket.id}/letters"
    assert "Tom keeps it: hand this over with the letter" in post(maria, path, **letter).text
    without = post(maria, path, **letter, to_cover="yes", note="")
    assert (without.status_code, errors(without)) == (422, ["#letter-note"])
    assert "checked" in fromstring(without.text).xpath('//input[@name="to_cover"]')[0].attrib
    db.session.rollback()
    assert db.session.get_one(Ticket, cast.ticket.id).letters == 0, "all of it, or nothing"
    assert post(maria, path, **letter, to_cover="yes", note="Tom writes on Thursday.").status_code == 303
    ticket = db.session.get_one(Ticket, cast.ticket.id)
    assert (ticket.owner_id, ticket.letters) == (cast.tom.id, 1)
    kept = select(KEEPER).select_from(Promise).where(Promise.id == ticket.promise_id)
    assert db.session.scalar(kept) == cast.tom.id


def test_a_colleague_who_is_away_is_shown_as_such_where_a_ticket_is_handed_over(tom, maria, cast):
    post(maria, AWAY, **NOW, cover=str(cast.tom.id))
    post(tom, f"/desk/tickets/{cast.ticket.id}/handovers", to=str(cast.tom.id), note="I have it.")
    options = fromstring(tom.get(f"/desk/tickets/{cast.ticket.id}").text).xpath('//select[@name="to"]/option/text()')
    assert "Maria Okafor, Repairs, away until Mon 30 Nov" in options
    options = fromstring(tom.get("/desk/tickets/new").text).xpath('//select[@name="owner"]/option/text()')
    assert any(one.startswith("Maria Okafor, away until Mon 30 Nov,") for one in options)


@pytest.mark.parametrize("path", [f"{AWAY}/99", f"{AWAY}/99?undo=1"])
def test_an_absence_that_is_none_is_not_found(maria, path):
    assert maria.get(path).status_code == 404


def test_what_is_no_agent_is_oneself_and_undo_of_nothing_is_not_offered(maria):
    assert 'value="undo"' not in maria.get(f"{AWAY}?agent=99&undo=99&said=away_set").text

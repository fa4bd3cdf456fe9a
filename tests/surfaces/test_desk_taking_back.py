"""Taking a letter back at the desk: told at once, a plain form, and nothing of it reaches anyone until it goes."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.delivery.releasing import release_due
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.held_letters import BY_HAND, LetterOnHold
from statuspage.domain.letters import Letter
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.cast import due
from tests.surfaces.desk import log_in, post

SECRET = "The zinnober part is on its way."
LETTER = {"heard": "It dies on Mondays.", "body": SECRET, "promise": "pick", "day": "2026-11-24", "time": "09:30"}
LETTER |= {"step": "working", "turn": "third", "seen_by": "public", "seen": "1", "once": "a-key", "kind": "call"}
LETTER |= {"needs": "A photo of the label", "needs_day": "2026-11-25", "needs_time": "10:00"}


@pytest.fixture
def desk(app, client, cast):
    """Maria's page of Ana's ticket, where letters are held for ten seconds."""
    app.extensions["settings"] = replace(app.extensions["settings"], letter_hold_seconds=10)
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


def letters():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Letter)) or 0


def take_back(client, page):
    return post(client, re.search(r'action="(/desk/held/\d+)"', page)[1], deed="back")


def test_it_says_at_once_when_the_letter_goes_and_offers_to_take_it_back(client, desk):
    answer = post(client, f"{desk}/letters", **LETTER)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "Your letter to Ana goes at 09:12:10. Until then you can take it back." in page
    assert '<p class="held-told" role="status">' in page
    assert "That is in 10 seconds." in page
    assert '<span class="held-count" aria-hidden="true"' in page, "what ticks is not read out"
    assert page.count(SECRET) == 0, "it is out of the form, and stands nowhere else"
    assert letters() == 0


def test_taken_back_everything_stands_in_its_form_again(client, desk, clock):
    post(client, f"{desk}/letters", **LETTER)
    clock.forward(seconds=9)
    back = take_back(client, client.get(desk).text)
    page = client.get(back.headers["Location"]).text
    assert f"{SECRET}</textarea>" in page
    assert "It dies on Mondays.</textarea>" in page
    assert "A photo of the label</textarea>" in page
    for chosen in ('value="working" selected', 'value="third" selected', 'value="public" selected'):
        assert chosen in page
    assert 'value="2026-11-24"' in page
    assert re.search(r'name="promise" value="pick" checked', page)
    assert re.search(r'id="letter-kind"[^>]* checked', page)
    assert "data-held" not in page
    clock.forward(minutes=1)
    assert release_due() == 0
    assert letters() == 0
    again = post(client, f"{desk}/letters", **(LETTER | {"once": "another"}))
    assert again.status_code == 303
    clock.forward(seconds=10)
    assert release_due() == 1
    assert letters() == 1


def test_nothing_of_it_reaches_the_customer_the_public_or_a_colleague(app, client, run, cast, desk, clock):
    said = {"body": "First.", "heard": "It dies.", "promise": due(clock(), hours=3), "is_public": True}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(publish, cast.ticket.id, PublicChoice(subject="subject", letters=True), clock())
    urls, shares = app.extensions["urls"], shares_of(db.session(), cast.ticket.id)
    others = app.test_client()
    log_in(others, "tom@fernhill.example")
    addresses = [urls.shared(share).removeprefix(urls.base) for share in shares.values()]
    addresses += [urls.shared(shares["private"]).removeprefix(urls.base) + "/live"]

    def read():
        return {path: (answer.data, answer.headers.get("ETag")) for path in addresses if (answer := others.get(path))}

    before = read()
    mails = db.session.scalar(select(func.count()).select_from(Outgoing))
    post(client, f"{desk}/letters", **(LETTER | {"seen": "2"}))
    assert letters() == 1
    after = read()
    assert [path for path in before if strip(after[path][0]) != strip(before[path][0])] == []
    assert [path for path in before if after[path][1] != before[path][1]] == []
    assert db.session.scalar(select(func.count()).select_from(Outgoing)) == mails
    page = others.get(desk).text
    assert "Maria is sending a letter" in page
    assert "zinnober" not in page
    assert "zinnober part" not in others.get("/desk/find?q=zinnober").text
    assert others.get("/desk/held/1").status_code == 404
    assert post(others, "/desk/held/1", deed="back").status_code == 404


def strip(page):
    """Without the keys of its forms, which differ each time."""
    return re.sub(rb'name="(once|csrf)" value="[^"]*"', b"", page)


def test_what_came_first_is_told_with_the_way_back_to_the_words(client, run, cast, desk, clock):
    post(client, f"{desk}/letters", **LETTER)
    run(reply, cast.ticket.id, clock.forward(seconds=3), body="It works again!")
    assert release_due() == 1
    page = client.get("/desk").text
    assert "did not go, as something happened first: “Ana wrote”" in page
    page = client.get(re.search(r'href="http://localhost(/desk/tickets/\d+\?copy=[^"#]*)#letter"', page)[1]).text
    assert f"{SECRET}</textarea>" in page
    assert letters() == 0
    sent = post(
        client,
        f"{desk}/letters",
        **(LETTER | {"seen": "2", "once": "b"}),
        begun=re.search(r'name="begun" value="([^"]*)"', page)[1],
    )
    assert sent.status_code == 303
    assert "did not go" not in client.get("/desk").text


def test_after_its_time_it_says_that_it_has_gone(client, desk, clock):
    post(client, f"{desk}/letters", **LETTER)
    page = client.get(desk).text
    clock.forward(seconds=10)
    release_due()
    gone = take_back(client, page)
    assert gone.headers["Location"].endswith("?said=gone#v2")
    assert (
        "It has gone, and cannot be taken back any more. You can correct it."
        in client.get(gone.headers["Location"]).text
    )
    assert letters() == 1
    told = client.get("/desk/held/1").text
    assert "Sent: it stands on the page of Ana." in told
    assert "<form" not in told


def test_what_is_wrong_is_told_at_once_with_the_words_still_there(client, desk):
    answer = post(client, f"{desk}/letters", **(LETTER | {"promise": ""}))
    assert answer.status_code == 422
    assert "A letter ends with when you write next" in answer.text
    assert f"{SECRET}</textarea>" in answer.text
    assert db.session.scalar(select(func.count()).select_from(LetterOnHold)) == 0


def test_sent_twice_it_is_held_once(client, desk):
    for _ in range(2):
        assert post(client, f"{desk}/letters", **LETTER).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(LetterOnHold)) == 1


def test_send_and_next_leads_on_and_tells_of_it_there(client, desk, cast):
    led = post(client, f"{desk}/letters", **LETTER, then="next")
    page = client.get(led.headers["Location"]).text
    assert led.headers["Location"].startswith("http://localhost/desk?"), "not back to the ticket that was just answered"
    assert "Your letter to Ana goes at" in page


def test_it_goes_now_for_whoever_does_not_want_to_wait(client, desk):
    post(client, f"{desk}/letters", **LETTER)
    assert post(client, "/desk/held/1", deed="now").headers["Location"].endswith("?said=sent")
    assert letters() == 1


def test_each_agent_chooses_how_long_and_also_not_at_all_and_by_hand(client, cast, desk, clock):
    page = client.get("/desk/me").text
    for words in ("As the team has it: 10 seconds", "not at all: it goes at once", "5 minutes", "until I send it by"):
        assert words in page
    assert post(client, "/desk/me/hold", hold="0").status_code == 303
    assert post(client, f"{desk}/letters", **LETTER).headers["Location"].endswith("?said=sent")
    assert letters() == 1
    assert post(client, "/desk/me/hold", hold=str(BY_HAND)).status_code == 303
    post(client, f"{desk}/letters", **(LETTER | {"seen": "2", "once": "b", "needs": ""}))
    assert "Your letter to Ana waits until you send it." in client.get(desk).text
    clock.forward(hours=1)
    assert release_due() == 0
    for wrong in ("11", "-9", "soon"):
        answer = post(client, "/desk/me/hold", hold=wrong)
        assert answer.status_code == 422
        assert "Please choose one of the answers that are offered." in answer.text
    db.session.rollback()
    assert db.session.get_one(Agent, cast.maria.id).hold_seconds == BY_HAND


def test_a_note_among_us_is_not_held(client, desk):
    note = {"seen_by": "us", "promise": "", "heard": "", "needs": "", "body": "Between us.", "kind": ""}
    assert post(client, f"{desk}/letters", **(LETTER | note)).headers["Location"].endswith("?said=noted")

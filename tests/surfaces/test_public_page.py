"""The public page: how long it is taking and what was promised, and no byte that the customer did not choose."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from statuspage.domain.agent_verbs import close_unconfirmed, hand_over
from statuspage.domain.customer_verbs import confirm, reply, say_not_quite
from statuspage.domain.notes import add_note
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import rotate
from statuspage.protocol import Live, Snapshot
from tests.cast import STORY, SUBJECT
from tests.surfaces.public_things import EVERYTHING, Shown

NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_leads_with_the_owner_the_clock_and_the_promise(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish()
    shown.clock.forward(hours=5)
    page = text(shown.get("public").text)
    assert "Maria" in page
    assert "5 hours" in page
    assert "since the customer asked" in page
    assert "writes again by" in page
    assert "Heard" in page
    assert "bench" not in page


def test_letters_are_shown_when_the_writer_and_the_customer_both_allow_it(shown: Shown) -> None:
    shown.letter("The first one, for all.")
    shown.letter("For Ana alone.", public=False)
    hidden = shown.letter("Ana hides this one.")
    shown.publish(replace(EVERYTHING, hidden=(hidden.version,)))
    page = shown.get("public").text
    assert "The first one, for all." in page
    assert "For Ana alone." not in page
    assert "Ana hides this one." not in page


@pytest.mark.parametrize("choice", [NOTHING, PublicChoice(), EVERYTHING, replace(EVERYTHING, owner="nobody")])
def test_no_public_address_shows_what_was_not_chosen(shown: Shown, choice: PublicChoice) -> None:
    canaries = [SUBJECT, STORY, "Reis", "ana@", "Okafor", "CANARY", "+351", "Repairs"]
    shown.letter("CANARY letter", public=False, heard="CANARY heard")
    shown.do(say_not_quite, body="CANARY reply")
    shown.clock.forward(minutes=1)
    shown.run(add_note, shown.id, shown.cast.maria, shown.clock(), body="CANARY note")
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="CANARY handover")
    shown.publish(choice)
    canaries += ["Tom"] if choice.owner == "nobody" else []
    canaries += ["My espresso machine"] if choice.subject == "nothing" else []
    for address in shown.addresses():
        answer = shown.at(address)
        whole = answer.text + str(answer.headers)
        assert not [canary for canary in canaries if canary in whole], address
        private = shown.links()["private"].rsplit("/", 1)[1]
        assert private not in whole
        assert shown.links()["feed"].removeprefix("/f/") not in whole
        assert "Set-Cookie" not in answer.headers


def test_a_customer_who_shows_nothing_still_says_that_someone_is_on_it(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(NOTHING)
    page = text(shown.get("public").text)
    assert "Someone at Fernhill Coffee" in page
    assert not re.search(r"minute|hour|writes again|Heard", page)


def test_a_late_promise_is_said_in_words_and_counted(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=2)
    shown.publish()
    shown.clock.forward(hours=5)
    page = text(shown.get("public").text)
    assert "The promised word is 3 hours late" in page
    assert "0 of 1 promise kept so far" in page


def test_what_has_passed_is_put_into_no_calendar(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=2)
    shown.publish()
    private, public = (shown.links()[scope] for scope in ("private", "public"))
    assert ["Add to calendar" in shown.at(path).text for path in (private, public, f"{public}/live")] == [True] * 3
    shown.clock.forward(hours=2)
    assert ["Add to calendar" in shown.at(path).text for path in (private, public, f"{public}/live")] == [False] * 3


def test_a_solved_ticket_stops_its_clock(shown: Shown) -> None:
    shown.letter("Done?", asks_solved=True)
    shown.publish()
    assert "calls it solved" in shown.get("embed").text
    shown.clock.forward(hours=47)
    shown.do(confirm)
    shown.clock.forward(days=40)
    page = text(shown.get("public").text)
    assert "1 day 23 hours" in page
    assert "The customer agrees" in page


def test_silence_is_not_called_solved(shown: Shown) -> None:
    shown.letter("Done?", asks_solved=True)
    shown.publish()
    shown.clock.forward(minutes=1)
    shown.run(close_unconfirmed, shown.id, shown.cast.maria, shown.clock())
    for scope in ("public", "embed", "badge"):
        page = shown.get(scope).text
        assert "Closed, not confirmed" in page
        assert "solved it" not in page


def test_the_page_can_be_followed_and_shared(shown: Shown) -> None:
    shown.publish()
    page, links = shown.get("public").text, shown.links()
    assert f'<link rel="canonical" href="http://localhost{links["public"]}">' in page
    assert re.search(
        rf'<link rel="alternate" type="application/atom\+xml"[^>]*{re.escape(links["public_feed"])}"', page
    )
    assert 'property="og:title"' in page
    assert 'property="og:description"' in page


def test_off_means_gone_everywhere_at_once_and_on_again_means_the_same_addresses(shown: Shown) -> None:
    shown.publish()
    links, addresses = shown.links(), shown.addresses()
    shown.do(unpublish)
    for address in addresses:
        answer = shown.at(address)
        assert answer.status_code == 410, address
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Maria" not in answer.text
    shown.publish()
    assert shown.links() == links
    assert [shown.at(links[scope]).status_code for scope in ("public", "public_feed", "embed", "badge")] == [200] * 4


@pytest.mark.parametrize("scope", ["public", "public_feed", "embed", "badge"])
def test_a_replaced_key_no_longer_opens(shown: Shown, scope: str) -> None:
    shown.publish()
    old = shown.links()[scope]
    shown.clock.forward(minutes=1)
    shown.run(rotate, shown.id, scope, shown.clock())
    assert shown.at(old).status_code == 410
    assert shown.get(scope).status_code == 200


def test_the_page_speaks_the_customers_language_or_the_one_that_is_asked_for(shown: Shown) -> None:
    shown.publish()
    assert '<html lang="en" dir="ltr"' in shown.get("public", Accept_Language="de").text
    assert '<html lang="ar" dir="rtl"' in shown.get("public", "?lang=ar").text
    for path in (shown.links()["public"], shown.links()["public_feed"], f"{shown.links()['public']}/promise.ics"):
        answer = shown.at(f"{path}?lang=tlh")
        assert (answer.status_code, "lang is one of: en, de, ar." in answer.text) == (400, True), path
        assert "send it once more" not in answer.text


def test_older_letters_are_a_page_of_their_own_and_their_address_counts_nothing(shown: Shown) -> None:
    for number in range(23):
        shown.letter(f"Letter number {number}.")
        shown.do(reply, body="Thank you.")
    shown.publish(EVERYTHING)
    page = shown.get("public").text
    assert "Letter number 22." in page
    assert "Letter number 2." not in page
    found = re.search(r'href="(/p/[^"]+/letters\?before=([^"]+))"', page)
    assert found
    assert not found[2].isdigit()
    older = shown.at(found[1])
    assert "Letter number 2." in older.text
    assert "Letter number 22." not in older.text
    assert shown.at(shown.links()["public"] + "/letters?before=AAAA").status_code == 404
    assert not re.search(r'id="v\d+"', page)


def test_the_live_region_has_a_version_that_says_nothing_of_what_is_private(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish()
    live = shown.at(shown.links()["public"] + "/live")
    version = Live.from_headers(live.headers).version
    assert f'data-since="{version}"' in shown.get("public").text
    assert Live.from_headers(live.headers).ticket_id == shown.id
    shown.do(reply, body="Thank you.")
    again = shown.at(shown.links()["public"] + "/live")
    assert known(again) == known(live)  # after the dash stands what only the clock moves
    shown.letter("Fixed.", public=True, step="working")
    later = shown.at(shown.links()["public"] + "/live")
    assert known(later) != known(live)


def known(live: TestResponse) -> str:
    """What the version of a live region says of the ticket."""
    return Live.from_headers(live.headers).version.partition("-")[0]


@pytest.mark.parametrize("scope", ["public", "embed", "badge", "public_feed"])
@pytest.mark.parametrize("wait", [0.2, 3.3, 26, 300])
def test_an_answer_reads_the_same_until_the_instant_that_it_names(shown: Shown, scope: str, wait: float) -> None:
    shown.letter("It is on the bench.", hours=25)
    shown.publish(EVERYTHING)
    shown.clock.forward(hours=wait)
    first = shown.get(scope)
    snapshot = Snapshot.from_headers(first.headers)
    assert snapshot.ticket_id == shown.id
    if snapshot.until is None:
        assert scope == "public_feed"
        return
    assert snapshot.until > shown.clock()
    shown.clock.time = snapshot.until - timedelta(seconds=1)
    assert shown.get(scope).data == first.data


@pytest.mark.parametrize("scope", ["public", "public_feed", "embed", "badge"])
def test_a_reader_who_has_it_already_gets_304_and_head_gets_no_body(shown: Shown, scope: str) -> None:
    shown.publish()
    first = shown.get(scope)
    again = shown.get(scope, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert Snapshot.from_headers(again.headers) is None
    head = shown.client.head(shown.links()[scope])
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]

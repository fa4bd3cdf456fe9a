"""The customer replaces the address of their page: every copy of the old one is void, and the page goes on."""

import re

import pytest
from flask.testing import FlaskClient

from statuspage.domain.shares.scopes import PRIVATE_SCOPES
from statuspage.domain.shares.verbs import rotate, withdraw
from tests.cast import PASSWORD
from tests.surfaces.desk import csrf
from tests.surfaces.private_things import Ana, words


def once_of(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def links(ana: Ana) -> dict[str, str]:
    return {scope: ana.link(scope) for scope in PRIVATE_SCOPES}


def replace(ana: Ana, once: str = "a key", path: str = ""):
    return ana.client.post(f"{path or ana.path}/link", data={"once": once})


def test_the_page_leads_to_the_act_which_asks_before_it_does_anything(ana: Ana):
    before = links(ana)
    assert f'href="{ana.path}/link"' in ana.page()
    asked = ana.page("/link")
    assert f'value="http://localhost{ana.path}" readonly' in asked
    assert "The private feed and the calendar get new addresses as well." in words(asked)
    assert links(ana) == before


def test_the_new_address_is_shown_and_the_page_goes_on_under_it(ana: Ana):
    old = ana.path
    answer = replace(ana)
    assert (answer.status_code, answer.location) == (303, f"http://localhost{ana.path}/link?said=link")
    assert ana.path != old
    shown = ana.client.get(answer.location).text
    assert f'value="http://localhost{ana.path}" readonly' in shown
    assert "This is the new address of your page" in words(shown)
    assert f'href="{ana.path}"' in shown
    assert ana.ticket.subject in ana.page()


@pytest.mark.parametrize("scope", PRIVATE_SCOPES)
def test_feed_and_calendar_are_replaced_with_the_link(ana: Ana, scope: str):
    old = ana.link(scope)
    replace(ana)
    assert ana.client.get(old).status_code == 410
    assert ana.client.get(ana.link(scope)).status_code == 200
    assert "got new addresses" in words(ana.client.get(f"{ana.path}/studio").text)


def test_what_was_withdrawn_stays_so_and_comes_back_at_a_new_address(ana: Ana):
    ana.do(withdraw, "feed")
    old = ana.link("feed")
    replace(ana)
    assert ana.link("feed") != old
    assert ana.client.get(ana.link("feed")).status_code == 410


@pytest.mark.parametrize("scope", ["feed", "calendar"])
def test_replacing_one_of_the_others_leaves_the_link_alone(ana: Ana, scope: str):
    before = links(ana)
    ana.do(rotate, scope)
    assert {name for name, link in links(ana).items() if link != before[name]} == {scope}


def test_an_agent_who_replaces_the_link_replaces_all_three_and_is_told(ana: Ana, client: FlaskClient):
    before = links(ana)
    client.post("/desk/login", data={"email": ana.cast.maria.email, "password": PASSWORD})
    answer = client.post(f"/desk/tickets/{ana.id}/links", data={"csrf": csrf(client)}, follow_redirects=True)
    assert "the private feed and the calendar have new addresses too" in words(answer.text)
    assert not set(links(ana).values()) & set(before.values())


def test_the_old_address_has_a_calm_page_of_its_own(ana: Ana):
    old, feed = ana.path, ana.link("feed")
    replace(ana)
    gone = ana.client.get(old)
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-store")
    assert "<h1>Your page has a new address</h1>" in gone.text
    assert ana.path not in gone.text
    assert {ana.client.get(f"{old}{rest}").data for rest in ("/live", "/studio", "/link")} == {gone.data}
    assert "<h1>" not in ana.client.get(feed).text


def test_the_button_pressed_twice_leads_to_the_new_address_both_times(ana: Ana):
    old, key = ana.path, once_of(ana.page("/link"))
    first, second = (replace(ana, key, old) for _ in range(2))
    assert first.location == second.location == f"http://localhost{ana.path}/link?said=link"
    assert ana.kinds.count("share_rotated") == 1


@pytest.mark.parametrize("key", ["", "another key"])
def test_whoever_has_the_old_address_alone_learns_nothing_of_the_new_one(ana: Ana, key: str):
    old = ana.path
    replace(ana)
    answer = replace(ana, key, old)
    assert answer.status_code == 410
    assert "Location" not in answer.headers
    assert ana.path not in answer.text


def test_the_key_of_another_form_opens_nothing(ana: Ana):
    old = ana.path
    ana.send("replies", body="Hello", once="key of a reply")
    replace(ana)
    answer = ana.client.post(f"{old}/replies", data={"body": "Hello", "once": "key of a reply"})
    assert answer.status_code == 410

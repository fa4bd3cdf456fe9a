"""The same form in two windows: the second neither takes back nor overwrites, unsaid, what the first has saved."""

import html
import json
import re

import pytest

from statuspage.db import db
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from tests.surfaces.desk import log_in, post

INPUT = re.compile(r'<input[^>]* name="(?P<name>\w+)"[^>]*>')
VALUE = re.compile(r' value="([^"]*)"')


@pytest.fixture
def ana(client, cast):
    """Opens Ana's form, or that of Maria herself: what a browser would send of it."""
    log_in(client)
    return f"/desk/customers/{cast.ana.id}"


def opened(client, path, text=None):
    """What the form of this page holds, of its lines, its selects and what is ticked."""
    form = (text or client.get(path).text).partition(f'<form class="sheet is-wide form" method="post" action="{path}"')
    form = form[2].partition("</form>")[0]
    fields = {}
    for found in INPUT.finditer(form):
        is_choice = 'type="radio"' in found[0]
        if not is_choice or " checked" in found[0]:
            fields[found["name"]] = html.unescape((VALUE.search(found[0]) or ["", ""])[1])
    for name, options in re.findall(r'<select[^>]* name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        fields[name] = re.search(r'<option value="([^"]*)"[^>]* selected', options)[1]
    assert json.loads(fields["shown"])
    return {name: text for name, text in fields.items() if name not in ("csrf", "photo")}


@pytest.mark.parametrize("path", ["/desk/me", ""], ids=["an agent", "a customer"])
def test_what_each_window_changed_is_kept(client, cast, ana, path):
    path = path or ana
    one, other = opened(client, path), opened(client, path)
    assert post(client, path, **(one | {"phone": "+351 91 000 0001"})).status_code == 303
    assert post(client, path, **(other | {"zone": "Europe/Berlin"})).status_code == 303
    kept = opened(client, path)
    assert (kept["phone"], kept["zone"]) == ("+351 91 000 0001", "Europe/Berlin")


@pytest.mark.parametrize("path", ["/desk/me", ""], ids=["an agent", "a customer"])
def test_what_both_changed_is_told_beside_the_field_and_saved_when_it_is_sent_again(client, cast, ana, path):
    path = path or ana
    one, other = opened(client, path), opened(client, path)
    post(client, path, **(one | {"phone": "+351 91 000 0001", "zone": "Europe/Paris"}))
    answer = post(client, path, **(other | {"phone": "+351 91 000 0002", "zone": "Europe/Berlin"}))
    assert answer.status_code == 422
    assert "Meanwhile this became “+351 91 000 0001”" in answer.text
    again = opened(client, path, answer.text)
    assert (again["phone"], again["zone"]) == ("+351 91 000 0002", "Europe/Berlin")
    answer = post(client, path, **again)
    assert "Meanwhile this became “Europe/Paris”" in answer.text, "the next is told, too"
    assert post(client, path, **opened(client, path, answer.text)).status_code == 303
    kept = opened(client, path)
    assert (kept["phone"], kept["zone"]) == ("+351 91 000 0002", "Europe/Berlin")


def test_a_field_that_was_emptied_meanwhile_says_so(client, cast, ana):
    post(client, ana, **(opened(client, ana) | {"phone": "+351 91 000 0001"}))
    one, other = opened(client, ana), opened(client, ana)
    post(client, ana, **(one | {"phone": ""}))
    answer = post(client, ana, **(other | {"phone": "+351 91 000 0002"}))
    assert "Meanwhile this was emptied" in answer.text
    assert db.session.get(Customer, cast.ana.id).phone == ""


def test_hours_are_one_field(client, cast, ana):
    first = {"mon_from": "09:00", "mon_to": "17:00"}
    post(client, "/desk/me", **(opened(client, "/desk/me") | first))
    one, other, third = (opened(client, "/desk/me") for _ in range(3))
    assert post(client, "/desk/me", **(one | {"mon_to": "18:00"})).status_code == 303
    assert post(client, "/desk/me", **(other | {"phone": "+351 91 000 0001"})).status_code == 303
    db.session.rollback()
    assert db.session.get(Agent, cast.maria.id).hours["mon"] == ["09:00", "18:00"], "untouched in the other window"
    answer = post(client, "/desk/me", **(third | {"mon_to": "16:00"}))
    assert answer.status_code == 422
    assert "Monday 09:00–18:00" in answer.text
    assert opened(client, "/desk/me", answer.text)["mon_to"] == "16:00"


@pytest.mark.parametrize("shown", ["", "{", "[1]", '{"phone": 5}', "null"])
def test_a_form_that_says_nothing_of_what_it_showed_counts_as_it_is(client, cast, ana, shown):
    assert post(client, ana, **(opened(client, ana) | {"shown": shown, "zone": "Asia/Tokyo"})).status_code == 303
    assert opened(client, ana)["zone"] == "Asia/Tokyo"

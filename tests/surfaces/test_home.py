"""The front door says in one line what this is, when and how somebody is reached, and how well we keep our word."""

from dataclasses import replace
from datetime import UTC, datetime

import html5lib
import pytest

from statuspage.db import write
from statuspage.domain.people.agents import Agent
from statuspage.present.opening_hours import tell_hours
from tests.surfaces.private_things import words


@pytest.fixture
def door(app, client, cast, clock):
    """The page, with these settings and these hours of Maria; nobody else works here."""

    def opened(hours=None, **settings):
        app.extensions["settings"] = replace(app.extensions["settings"], **{"demo": False, **settings})
        app.extensions.pop("opening_hours", None)
        with write() as session:
            for agent in session.query(Agent):
                agent.is_active = agent.id == cast.maria.id
                agent.hours = hours or {}
        html = client.get("/").text
        html5lib.HTMLParser(strict=True).parse(html)
        return html

    return opened


def test_it_says_what_this_is_and_speaks_of_no_mail_that_was_not_sent(door):
    said = words(door())
    assert "One person, who keeps you posted" in said
    assert "mail" not in said.lower()


def test_it_says_whether_somebody_is_in_and_the_hours_of_the_week(door, clock):
    week = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": ["10:00", "14:00"]}
    clock.time = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
    said = words(door(week, company_zone="Europe/Lisbon"))
    assert "Somebody is in until 17:00" in said
    assert "Mon – Fri 09:00–17:00 Sat 10:00–14:00" in said
    assert "Times are by the clock in Lisbon." in said
    clock.time = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)  # Saturday, just closed
    assert "We are back Mon, 09:00" in words(door(week, company_zone="Europe/Lisbon"))


def test_without_hours_and_without_a_phone_it_offers_no_empty_sheet(door):
    assert "How to reach us" not in door()
    assert "How to reach us" in door(company_phone="+351 21 000 0000")


def test_the_phone_is_one_touch_away(door):
    assert 'href="tel:+351210000000"' in door(company_phone="+351 21 000 0000")


def test_the_teams_figure_is_proof_only_while_the_team_page_is_on(door):
    assert 'href="/team"' in door(team_page=True)
    assert "keeps its word" not in door(team_page=False)


def test_a_team_that_is_always_in_has_no_table_of_hours(app_without_data):
    day_and_night = [(datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))]
    with app_without_data.test_request_context():
        told = tell_hours(day_and_night, "UTC", datetime(2026, 11, 23, tzinfo=UTC))
        assert told is not None
        assert (told.is_in, told.told, told.week) == (True, "Somebody is in, day and night", ())
        assert tell_hours([], "UTC", datetime(2026, 11, 23, tzinfo=UTC)) is None

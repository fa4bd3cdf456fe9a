"""A zone is called by its city, and without one by how far its clock is from UTC, never by a name of machines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuspage.domain.people.customers import Customer
from statuspage.present import times
from statuspage.present.people import hours_line
from tests.surfaces.private_things import Ana, words
from tests.surfaces.test_present_people import MONDAY, maria

NAMES = [
    ("Etc/GMT+5", "UTC−5", "UTC−5", "UTC−5"),
    ("Etc/GMT-14", "UTC+14", "UTC+14", "UTC+14"),
    ("Etc/GMT+12", "UTC−12", "UTC−12", "UTC−12"),
    ("UTC", "UTC", "UTC", "UTC"),
    ("GMT0", "UTC", "UTC", "UTC"),
    ("Zulu", "UTC", "UTC", "UTC"),
    ("Etc/Greenwich", "UTC", "UTC", "UTC"),
    ("EST", "UTC−5", "UTC−5", "UTC−5"),
    ("Europe/Lisbon", "Lisbon", "Lissabon", "لشبونة"),
    ("Asia/Kolkata", "Kolkata", "Kalkutta", "كالكتا"),
    ("Asia/Calcutta", "Kolkata", "Kalkutta", "كالكتا"),
    ("Europe/Kyiv", "Kyiv", "Kiew", "كييف"),
    ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires", "بوينوس أيرس"),
    ("America/Indiana/Indianapolis", "Indianapolis", "Indianapolis", "إنديانابوليس"),
    ("US/Pacific", "Los Angeles", "Los Angeles", "لوس انجلوس"),
    ("Eire", "Dublin", "Dublin", "دبلن"),
]


@pytest.fixture(params=["en", "de", "ar"])
def spoken(request: pytest.FixtureRequest, app_without_data: Flask) -> Iterator[str]:
    with app_without_data.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


@pytest.mark.parametrize(("zone", "en", "de", "ar"), NAMES)
def test_a_zone_is_called_as_people_call_it(spoken: str, zone: str, en: str, de: str, ar: str) -> None:
    assert times.zone_name(zone) == {"en": en, "de": de, "ar": ar}[spoken]


@pytest.mark.parametrize(("zone", "told"), [("Etc/GMT+5", "UTC−5"), ("Europe/Lisbon", "Lisbon time")])
def test_only_a_city_has_a_time_of_its_own(app_without_data: Flask, zone: str, told: str) -> None:
    with app_without_data.test_request_context(headers={"Accept-Language": "en"}):
        assert times.zone_time(zone) == told
        assert f", {told};" in hours_line(maria(pronoun="", zone=zone), "Asia/Kathmandu", MONDAY)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})))
def test_no_zone_is_called_by_a_name_of_machines(spoken: str, zone: str) -> None:
    name = times.zone_name(zone)
    assert name
    assert not {*name} & {*"/_"}
    assert not name.startswith(("GMT", "Etc"))
    if name.startswith("UTC"):
        ahead = timedelta(hours=int(name.removeprefix("UTC").replace("−", "-") or "0"))
        days = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
        assert {day.astimezone(ZoneInfo(zone)).utcoffset() for day in days} == {ahead}


def test_a_customer_far_from_any_city_reads_their_own_distance_everywhere(ana: Ana) -> None:
    ana.run(lambda session: setattr(session.get_one(Customer, ana.cast.ana.id), "zone", "Etc/GMT+5"))
    ana.write("On it.")
    page = ana.page()
    assert 'data-city="UTC−5"' in page
    assert "GMT" not in words(page)

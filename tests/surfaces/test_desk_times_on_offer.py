"""The times that the desk offers for the next word: by both clocks, within the hours of both, the usual one chosen."""

import re

import pytest

from tests.surfaces.desk import log_in, post

CHIP = re.compile(
    r'name="promise" value="(?P<value>[^"]+)"(?: data-when-words="(?P<when>[^"]+)")?(?P<chosen> checked)?>'
    r"<span><span>(?P<label>[^<]+)</span>(?:<small>(?P<hint>[^<]+)</small>)?</span>"
)


@pytest.fixture
def desk(client, cast):
    log_in(client)
    return f"/desk/tickets/{cast.ticket.id}"


def chips(client, path):
    """The chips of the letter: (label, hint)."""
    return [(chip["label"], chip["hint"] or "") for chip in letters(client, path)]


def letters(client, path):
    form = re.search(r'<form class="composer".*?</form>', client.get(path).text, re.DOTALL)[0]
    return list(CHIP.finditer(form))


@pytest.mark.parametrize(
    ("days", "offered"),
    [
        (0, [("In 2 hours", "11:15"), ("Today 17:00", ""), ("Tomorrow 17:00", ""), ("Mon 30 Nov 09:00", "")]),
        (4, [("In 2 hours", "11:15"), ("Today 17:00", ""), ("Mon 09:00", ""), ("Mon 17:00", "")]),
        (5, [("Mon 09:00", ""), ("Mon 17:00", ""), ("Tue 17:00", "")]),
        (6, [("Tomorrow 09:00", ""), ("Tomorrow 17:00", ""), ("Tue 17:00", "")]),
    ],
)
def test_the_times_on_offer_are_in_order_and_never_on_a_day_off(client, desk, clock, days, offered):
    clock.forward(days=days)
    log_in(client)
    assert chips(client, desk) == [*offered, ("Another time…", ""), ("Ask: is it solved?", "")]


def test_every_chip_tells_both_clocks_where_they_differ(app, cast):
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    offered = dict(chips(tom, f"/desk/tickets/{cast.ticket.id}"))
    assert offered["In 2 hours"] == "11:15 · 12:15 yours", "Berlin is an hour ahead"
    assert offered["Today 16:00"] == "17:00 yours", "Tom goes home at 17:00"
    assert offered["Tomorrow 16:00"] == "17:00 yours"


def test_a_customer_far_away_is_offered_the_hours_in_which_both_are_about(client, run, cast, desk):
    run(lambda session: setattr(session.merge(cast.ana), "zone", "Asia/Tokyo"))
    offered = chips(client, desk)[:-2]
    assert offered == [
        ("Today 20:00", "11:00 yours"),
        ("Tomorrow 19:00", "10:00 yours"),
        ("Mon 30 Nov 19:00", "10:00 yours"),
    ], "by day there, and by day here"


def test_while_it_is_already_tomorrow_there_the_days_are_named_by_both_clocks(client, run, cast, desk, clock):
    run(lambda session: setattr(session.merge(cast.ana), "zone", "Asia/Tokyo"))
    clock.forward(hours=12, minutes=14)
    log_in(client)
    first = letters(client, desk)[0]
    assert (first["label"], first["hint"], first["when"]) == ("Tue 19:00", "Tue, 10:00 yours", "Tue 19:00")
    said = re.sub(r"<[^>]+>", "", re.sub(r"\s+", " ", client.get(desk).text))
    assert "where it is Tue, 06:26 now, and Mon, 21:26 here" in said
    assert "Tue, 06:26 in Tokyo, Mon, 21:26 here" in said


def test_where_the_hours_never_meet_the_customers_day_counts_and_the_chip_says_so(client, run, cast, desk):
    run(lambda session: setattr(session.merge(cast.ana), "zone", "Pacific/Honolulu"))
    offered = dict(chips(client, desk))
    assert offered["Mon 17:00"] == "Tue, 03:00 yours · you are not in"


def test_whoever_gives_no_hours_is_always_in(client, run, cast, desk, clock):
    run(lambda session: setattr(session.merge(cast.maria), "hours", {}))
    clock.forward(days=5)
    log_in(client)
    assert ("Today 17:00", "") in chips(client, desk)


@pytest.mark.parametrize(("days", "usual"), [(0, "Tomorrow 17:00"), (4, "Mon 17:00"), (5, "Mon 17:00")])
def test_the_end_of_the_next_working_day_is_chosen_and_is_the_only_one(client, desk, clock, days, usual):
    clock.forward(days=days)
    log_in(client)
    assert [chip["label"] for chip in letters(client, desk) if chip["chosen"]] == [usual]


def test_a_choice_of_ones_own_comes_back_and_one_that_has_passed_gives_way_to_the_usual(client, desk, clock):
    def chosen():
        return [chip["value"] for chip in letters(client, desk) if chip["chosen"]]

    post(client, f"{desk}/unsent", body="Half a letter", promise="2026-11-23T17:00")
    assert chosen() == ["2026-11-23T17:00"]
    post(client, f"{desk}/unsent", body="Half a letter", promise="2026-11-26T08:30")
    assert chosen() == ["pick"]
    assert 'name="day" value="2026-11-26"' in client.get(desk).text
    clock.forward(days=7)
    log_in(client)
    assert chosen() == ["2026-12-01T17:00"]
    post(client, f"{desk}/unsent", body="Half a letter", promise="ask")
    assert chosen() == ["ask"]


def test_a_chip_says_its_time_as_the_button_will(client, desk):
    assert [chip["when"] for chip in letters(client, desk)] == [
        "today 11:15",
        "today 17:00",
        "tomorrow 17:00",
        "Mon 30 Nov 09:00",
        None,
        None,
    ]


def test_another_time_says_both_clocks_without_script_too(app, client, cast, desk):
    tom = app.test_client()
    log_in(tom, "tom@fernhill.example")
    page = tom.get(desk).text
    said = re.sub(r"<[^>]+>", "", re.sub(r"\s+", " ", page))
    assert "by the clock in Lisbon, where it is 09:12 now, and 10:12 here" in said
    assert 'data-clock="Europe/Berlin">10:12</span>' in page, "an open page goes on telling it"
    assert "where it is" not in client.get(desk).text


def test_moving_a_promise_chooses_nothing_for_its_agent(client, desk):
    form = re.search(r'id="promise-promise".*?</fieldset>', client.get(desk).text, re.DOTALL)[0]
    assert " checked" not in form

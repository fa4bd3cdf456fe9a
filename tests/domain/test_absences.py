"""Somebody is away and a colleague covers: set, changed, ended early and undone, and refused where it cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from statuspage.domain.absences.absence import Absence, standing
from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import change_absence, end_absence, set_absence, undo_absence
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import add_agent
from statuspage.domain.people.away import away_at

LISBON = "Europe/Lisbon"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def typed(from_day, back_day, from_time="", back_time=""):
    return TypedSpan(from_day, from_time, back_day, back_time)


WEEK = typed("2026-12-01", "2026-12-07")


def add(scene, name="Noor Haddad"):
    email = f"{name.split()[0].lower()}@fernhill.example"
    return add_agent(scene.session, scene.now, email=email, name=name, password_hash="x", zone="Asia/Amman")


@pytest.fixture
def put(scene):
    """Sets an absence of Maria's, unless it is another's; covered by Tom, unless it is by another."""

    def put(span=WEEK, agent=None, cover=None, by=None, **rest):
        agent = agent or scene.cast.maria
        cover_id = rest.get("cover_id", (cover or scene.cast.tom).id)
        wanted = planned(span, agent.zone, scene.now)
        return set_absence(scene.session, agent.id, by or agent, scene.now, wanted, cover_id)

    return put


def refused_as(deed, *arguments, **rest):
    with pytest.raises(Refused) as refused:
        deed(*arguments, **rest)
    return refused.value.field, str(refused.value.words)


def test_days_are_whole_days_by_the_clock_of_whoever_is_away(scene, put):
    noor = add(scene)
    absence = put(agent=noor, cover=scene.cast.tom)
    assert (absence.begins_at, absence.ends_at) == (utc(2026, 11, 30, 21), utc(2026, 12, 6, 21))
    assert noor.away == (absence.away,)
    assert (absence.set_by_id, absence.zone) == (noor.id, "Asia/Amman")


def test_an_hour_counts_where_it_is_given(put):
    absence = put(typed("2026-12-01", "2026-12-01", "13:00", "15:30"))
    assert (absence.begins_at, absence.ends_at) == (utc(2026, 12, 1, 13), utc(2026, 12, 1, 15, 30))


def test_today_begins_now(scene, put):
    assert put(typed("2026-11-23", "2026-11-25")).begins_at == scene.now


def test_a_colleague_sets_it_for_somebody_who_fell_ill(scene, put):
    assert put(typed("2026-11-23", "2026-11-25"), by=scene.cast.tom).set_by_id == scene.cast.tom.id


@pytest.mark.parametrize(
    ("span", "field", "words"),
    [
        (typed("2026-12-07", "2026-12-01"), "back_day", "ends before it begins"),
        (typed("2026-12-01", "2026-12-01"), "back_day", "ends before it begins"),
        (typed("2026-11-20", "2026-12-01"), "from_day", "has passed"),
        (typed("2026-11-23", "2026-11-23"), "back_day", "over already"),
        (typed("2026-12-01", "2036-12-01"), "back_day", "longer than a year"),
        (typed("2030-12-01", "2030-12-05"), "from_day", "more than a year ahead"),
        (typed("", "2026-12-05"), "from_day", "give a day"),
        (typed("2026-12-01", "soon"), "back_day", "give a day"),
        (typed("2026-12-01", "2026-12-05", "25:00"), "from_day", "give a day"),
        (typed("0001-01-01", "9999-12-31"), "from_day", "has passed"),
        (typed("2027-03-28", "2027-04-05", "01:30"), "from_day", "clocks go forward"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_in_words(put, span, field, words):
    told = refused_as(put, span)
    assert told[0] == field
    assert words in told[1]


def test_days_are_as_long_as_their_clocks_make_them():
    spring = planned(typed("2027-03-28", "2027-03-29"), LISBON, utc(2027, 3, 1))
    autumn = planned(typed("2026-10-25", "2026-10-26"), LISBON, utc(2026, 10, 1))
    assert (spring.ends - spring.begins, autumn.ends - autumn.begins) == (timedelta(hours=23), timedelta(hours=25))


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_hour():
    lebanon = planned(typed("2027-03-28", "2027-03-29"), "Asia/Beirut", utc(2027, 3, 1))
    assert lebanon.ends - lebanon.begins == timedelta(hours=23)


def test_an_absence_stays_as_it_was_said_when_its_agent_moves_to_another_zone(scene, put):
    absence = put()
    scene.cast.maria.zone = "America/New_York"
    scene.session.flush()
    assert (absence.zone, absence.begins_at) == (LISBON, utc(2026, 12, 1))
    assert scene.cast.maria.away == (absence.away,)


def test_several_absences_ahead_stand_beside_each_other(scene, put):
    first, second = put(), put(typed("2026-12-07", "2026-12-09"))
    assert standing(scene.session, scene.now, scene.cast.maria.id) == [first, second]


@pytest.mark.parametrize("span", [WEEK, typed("2026-11-30", "2026-12-02"), typed("2026-12-03", "2026-12-04")])
def test_overlapping_absences_are_refused_and_the_other_is_named(scene, put, span):
    noor = add(scene)
    put(cover=noor)
    field, words = refused_as(put, span)
    assert field == "from_day"
    assert words == "Maria is away already, from 2026-12-01 00:00 until 2026-12-07 00:00: change that absence instead."


def test_the_same_form_sent_twice_is_one_absence(scene, put):
    first = put(typed("2026-11-23", "2026-11-25"))
    scene.clock.forward(seconds=2)
    assert put(typed("2026-11-23", "2026-11-25")) is first


def test_nobody_covers_for_themselves(scene, put):
    assert refused_as(put, cover=scene.cast.maria) == ("cover", "Nobody covers for themselves; choose a colleague.")


def test_a_cover_who_is_away_then_is_refused(scene, put):
    noor = add(scene)
    put(typed("2026-12-04", "2026-12-09"), agent=scene.cast.tom, cover=noor)
    field, words = refused_as(put)
    assert field == "cover"
    assert words.startswith("Tom is away then too")


def test_a_cover_who_was_let_go_is_refused(scene, put):
    noor = add(scene)
    noor.is_active = False
    assert refused_as(put, cover=noor) == ("cover", "Noor no longer works here.")
    assert refused_as(put, cover_id=99) == ("cover", "Please choose who covers meanwhile.")


def test_nobody_who_was_let_go_is_away(scene, put):
    noor = add(scene)
    noor.is_active = False
    assert refused_as(put, agent=noor)[0] == "agent"


def test_a_circle_of_covers_is_refused_from_either_end(scene, put):
    put()  # Tom covers for Maria
    field, words = refused_as(put, typed("2026-12-02", "2026-12-03"), agent=scene.cast.tom, cover=scene.cast.maria)
    assert field == "cover"
    assert words.startswith("Maria is away then too, until")
    assert "Tom covers for that" in words


def test_whoever_covers_is_not_away_meanwhile_whoever_covers_for_them(scene, put):
    noor = add(scene)
    put()
    field, words = refused_as(put, typed("2026-12-02", "2026-12-03"), agent=scene.cast.tom, cover=noor)
    assert field == "from_day"
    assert words.startswith("Tom covers for Maria then, until")
    assert put(typed("2026-12-07", "2026-12-09"), agent=scene.cast.tom, cover=noor)


def test_a_cover_is_needed_while_anybody_could_be_it(scene, put):
    assert refused_as(put, cover_id=None) == ("cover", "Please choose who covers meanwhile.")
    scene.cast.tom.is_active = False
    assert put(cover_id=None).cover_id is None


def test_it_is_changed_and_the_change_is_undone(scene, put):
    absence = put()
    longer = planned(typed("2026-12-01", "2026-12-10"), LISBON, scene.now)
    changed = change_absence(scene.session, absence.id, scene.cast.tom, scene.now, longer, scene.cast.tom.id)
    assert scene.cast.maria.away == (changed.away,)
    assert undo_absence(scene.session, changed.id, scene.now) is absence
    assert scene.cast.maria.away == (absence.away,)


def test_it_is_ended_early_and_that_is_undone(scene, put):
    absence = put(typed("2026-11-23", "2026-11-28"))
    scene.clock.forward(days=2)
    ended = end_absence(scene.session, absence.id, scene.cast.maria, scene.now)
    assert away_at(scene.cast.maria.away, scene.now) is None
    assert ended.ends_at == scene.now
    undo_absence(scene.session, ended.id, scene.now)
    assert away_at(scene.cast.maria.away, scene.now) == absence.away


def test_one_that_has_not_begun_never_comes_unless_that_is_undone(scene, put):
    absence = put()
    assert end_absence(scene.session, absence.id, scene.cast.maria, scene.now) is absence
    assert scene.cast.maria.away == ()
    undo_absence(scene.session, absence.id, scene.now)
    assert scene.cast.maria.away == (absence.away,)


def test_what_was_set_is_taken_back(scene, put):
    absence = put()
    undo_absence(scene.session, absence.id, scene.now)
    assert scene.cast.maria.away == ()
    assert standing(scene.session, scene.now) == []


def test_what_a_colleague_changed_meanwhile_is_not_changed_again_unseen(scene, put):
    absence = put()
    end_absence(scene.session, absence.id, scene.cast.tom, scene.now)
    longer = planned(typed("2026-12-01", "2026-12-10"), LISBON, scene.now)
    told = refused_as(change_absence, scene.session, absence.id, scene.cast.maria, scene.now, longer, scene.cast.tom.id)
    assert "Meanwhile this absence was changed" in told[1]
    assert "Meanwhile" in refused_as(end_absence, scene.session, absence.id, scene.cast.maria, scene.now)[1]


def test_undo_does_not_bring_back_what_no_longer_fits(scene, put):
    noor = add(scene)
    absence = put(cover=noor)
    end_absence(scene.session, absence.id, scene.cast.maria, scene.now)
    put(typed("2026-12-02", "2026-12-03"), agent=noor)
    field, words = refused_as(undo_absence, scene.session, absence.id, scene.now)
    assert (field, words.startswith("Noor is away then too")) == ("cover", True)


def test_what_is_over_is_neither_changed_nor_brought_back(scene, put):
    absence = put(typed("2026-11-23", "2026-11-24"))
    scene.clock.forward(days=3)
    assert "over already" in refused_as(end_absence, scene.session, absence.id, None, scene.now)[1]


def test_of_two_who_are_to_cover_each_other_at_once_one_is_refused(at_once, cast, clock):
    def covers(agent_id, cover_id, zone):
        wanted = planned(WEEK, zone, clock())
        return lambda session: set_absence(session, agent_id, None, clock(), wanted, cover_id)

    maria, tom = cast.maria.id, cast.tom.id
    done = at_once(covers(maria, tom, LISBON), covers(tom, maria, LISBON))
    assert [isinstance(one, Refused) for one in done].count(True) == 1
    assert [isinstance(one, Absence) for one in done].count(True) == 1


def test_an_hour_of_the_night_that_zones_differ_by_hinders_nobody(scene, put):
    noor = add(scene)
    put()  # Maria is back as Monday begins in Lisbon, an hour after it does in Berlin
    assert put(typed("2026-12-07", "2026-12-08"), agent=scene.cast.tom, cover=noor)
    assert "Maria" in refused_as(put, typed("2026-12-04", "2026-12-05"), agent=scene.cast.tom, cover=noor)[1]

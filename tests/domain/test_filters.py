"""Lists of tickets by what holds of them, and the views that agents keep."""

from datetime import timedelta

import pytest

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.desk import lists
from statuspage.domain.desk.filters import FILTERS, check, conditions
from statuspage.domain.desk.lists import COUNTED, among, count_lists, read_filtered, read_late, read_waiting
from statuspage.domain.desk.views import MOST, delete_view, save_view, views_of
from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish

LANGUAGES = ("en", "de")


@pytest.fixture
def another(scene):
    def begin(subject="Another"):
        facts = {"subject": subject, "story": "Since Monday."}
        return open_ticket(scene.session, scene.cast.ana, scene.cast.tom, scene.now, **facts)

    return begin


def left(scene, state="any", **asked):
    good, bad = check(asked, LANGUAGES)
    assert not bad
    items, _ = read_filtered(scene.session, None, [*among(state, scene.now), *conditions(good, scene.now)])
    return [item.ticket_id for item in items]


def test_each_filter_leaves_what_it_says(scene, another):
    other = another()
    scene.letter(hours=3)
    publish(scene.session, scene.ticket.id, PublicChoice(letters=True), scene.now)
    mine, both = [scene.ticket.id], [other.id, scene.ticket.id]
    assert left(scene, step="heard") == left(scene, promise="made") == left(scene, promise="soon") == mine
    assert left(scene, step="unheard") == left(scene, promise="none") == left(scene, public="no") == [other.id]
    assert left(scene, public="yes") == left(scene, public="yes", turn="us") == mine
    assert left(scene, language="en") == left(scene, turn="us") == both
    assert left(scene, language="de") == left(scene, age="day") == left(scene, promise="late") == []
    scene.clock.forward(days=8)
    assert left(scene, age="week") == both
    assert left(scene, "open", promise="late") == left(scene, "late") == mine


@pytest.mark.parametrize("typed", ["x", "", " ", "late'", "💥" * 5000, "None"])
def test_what_cannot_be_is_left_out_and_told(typed):
    asked = {one.name: typed for one in FILTERS}
    good, bad = check(asked, LANGUAGES)
    assert good == {}
    assert len(bad) == (len(FILTERS) if typed else 0)


def test_what_is_late_waits_or_is_over_is_listed_and_counted(scene, another):
    scene.letter(hours=3)
    scene.clock.forward(hours=4)
    late, _ = read_late(scene.session, None, scene.now)
    assert [item.ticket_id for item in late] == [scene.ticket.id]
    assert read_late(scene.session, None, scene.now, late[0].cursor) == ((), False)
    assert count_lists(scene.session, None, scene.now) == {"late": 1, "waiting": 0, "over": 0}
    scene.ask_solved()
    assert [item.ticket_id for item in read_waiting(scene.session, None, scene.now)[0]] == [scene.ticket.id]
    scene.ana(confirm)
    assert count_lists(scene.session, scene.cast.maria.id, scene.now) == {"late": 0, "waiting": 0, "over": 1}
    assert count_lists(scene.session, scene.cast.tom.id, scene.now) == {"late": 0, "waiting": 0, "over": 0}


def test_a_count_stops_at_a_hundred(scene, another):
    for _ in range(COUNTED + 1):
        another().closed_at = scene.now
    assert count_lists(scene.session, None, scene.now)["over"] == COUNTED


def test_filters_look_through_a_part_at_a_time(scene, another, monkeypatch):
    monkeypatch.setattr(lists, "LOOKED", 3)
    ids = [scene.ticket.id, *(another().id for _ in range(5))]
    items, end = read_filtered(scene.session, None, ())
    assert [item.ticket_id for item in items] == ids[:2:-1]
    items, end = read_filtered(scene.session, None, (), items[0].cursor._replace(ticket_id=end))
    assert ([item.ticket_id for item in items], end) == (ids[2::-1], None)


def test_a_view_is_kept_by_its_name_and_deleted_by_its_keeper_alone(scene):
    maria, tom = scene.cast.maria.id, scene.cast.tom.id
    asked = {"of": "everyone", "state": "late", "language": "de", "csrf": "x", "step": ""}
    made = save_view(scene.session, maria, " Late in German ", asked, scene.now)
    assert (made.name, made.asked) == ("Late in German", {"of": "everyone", "state": "late", "language": "de"})
    assert save_view(scene.session, maria, "Late in German", {"state": "over"}, scene.now) is made
    delete_view(scene.session, tom, made.id)
    assert [one.asked for one in views_of(scene.session, maria)] == [{"state": "over"}]
    delete_view(scene.session, maria, made.id)
    delete_view(scene.session, maria, made.id)
    assert views_of(scene.session, maria) == []


def test_so_many_views_are_kept_and_no_more_and_each_has_a_name(scene):
    for number in range(MOST):
        save_view(scene.session, scene.cast.tom.id, f"View {number}", {}, scene.now)
    with pytest.raises(Refused, match="no more fit"):
        save_view(scene.session, scene.cast.tom.id, "One more", {}, scene.now)
    for name in ("", "\u200b", "x" * 61):
        with pytest.raises(Refused):
            save_view(scene.session, scene.cast.maria.id, name, {}, scene.now + timedelta(days=1))

"""Tags: the team's own words on tickets, the same however they are spelled, and nothing that a customer notices."""

import pytest
from sqlalchemy import func, select

from statuspage.domain.desk.find import find
from statuspage.domain.desk.lists import read_filtered
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.tags import changes
from statuspage.domain.tags.tag import LONGEST, Tag, TicketTag, key_of, offered
from statuspage.domain.tags.tagging import MOST, put_on, tags_of, take_off
from statuspage.domain.tags.wanted import wanted_tags
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.sources import go_on
from statuspage.domain.words.wanted import wanted
from tests.domain.scene import Scene

pytestmark = pytest.mark.heavy_on_postgresql


@pytest.fixture
def scene(session, cast, clock):
    """The cast on either kind of database."""
    return Scene(session, cast, clock)


@pytest.fixture
def tag(scene):
    def put(typed, ticket_id=None):
        return put_on(scene.session, ticket_id or scene.ticket.id, scene.cast.maria, scene.now, typed)

    return put


@pytest.fixture
def another(scene):
    facts = {"subject": "Another", "story": "Since Monday."}
    return open_ticket(scene.session, scene.cast.ana, scene.cast.tom, scene.now, **facts)


def names(scene, ticket_id=None):
    return [one.name for one in tags_of(scene.session, ticket_id or scene.ticket.id)]


def number(scene, name):
    return scene.session.scalar(select(Tag.id).where(Tag.name == name))


def having(scene, typed):
    items, _ = read_filtered(scene.session, None, [], tags=wanted_tags(scene.session, typed).ids)
    return [item.ticket_id for item in items]


def found(scene, words):
    return [(hit.ticket_id, hit.kind) for hit in find(scene.session, wanted(words)).hits]


def counts_are_right(scene):
    counted = dict(scene.session.execute(select(TicketTag.tag_id, func.count()).group_by(TicketTag.tag_id)).all())
    return all(one.tickets == counted.get(one.id, 0) for one in scene.session.scalars(select(Tag)))


def test_a_tag_is_kept_as_typed_and_the_same_however_it_is_spelled(scene, tag, another):
    assert tag(" Été  neuf ") == ["Été neuf"]
    assert tag("ete NEUF") == []
    assert tag("ÉTÉ NEUF", another.id) == ["Été neuf"]
    assert names(scene) == names(scene, another.id) == ["Été neuf"]
    assert counts_are_right(scene)


@pytest.mark.parametrize("typed", ["warranty, fuse", "warranty، fuse", "warranty、fuse,, Warranty", "warranty;fuse;"])
def test_several_are_put_on_with_commas_between_of_any_script(scene, tag, typed):
    assert tag(typed) == ["warranty", "fuse"]
    assert names(scene) == ["fuse", "warranty"]


def test_neither_putting_on_nor_taking_off_moves_anything_that_a_customer_could_see(scene, tag):
    before = scene.ticket.state, scene.ticket.public_version, scene.kinds
    tag("warranty")
    assert take_off(scene.session, scene.ticket.id, number(scene, "warranty")) == "warranty"
    assert (scene.ticket.state, scene.ticket.public_version, scene.kinds) == before


def test_what_was_taken_off_is_put_on_again(scene, tag):
    tag("warranty")
    assert take_off(scene.session, scene.ticket.id, number(scene, "warranty")) == "warranty"
    assert take_off(scene.session, scene.ticket.id, number(scene, "warranty")) == ""
    assert names(scene) == []
    assert found(scene, "warranty") == []
    assert offered(scene.session) == ["warranty"]
    assert tag("warranty") == ["warranty"]
    assert counts_are_right(scene)


@pytest.mark.parametrize("typed", ["", " , ,", "\u202e", "x" * (LONGEST + 1), "\u2800", "a\x00" * 41])
def test_what_is_no_tag_is_refused_in_words(scene, tag, typed):
    with pytest.raises(Refused) as refused:
        tag(typed)
    assert refused.value.field == "tag"
    assert names(scene) == []


def test_a_ticket_has_twenty_at_most_and_all_of_several_are_put_on_or_none(scene, tag):
    tag(", ".join(f"t{number}" for number in range(MOST - 1)))
    with pytest.raises(Refused, match="20"):
        tag("one, two")
    assert len(names(scene)) == MOST - 1
    assert tag("x" * LONGEST) == ["x" * LONGEST]
    with pytest.raises(Refused):
        tag("more")


def test_a_filter_leaves_the_tickets_that_have_all_of_the_tags(scene, tag, another):
    tag("warranty, fuse")
    tag("warranty", another.id)
    assert having(scene, "WARRANTY") == [another.id, scene.ticket.id]
    assert having(scene, "warranty, fuse") == having(scene, "fuse") == [scene.ticket.id]
    asked = wanted_tags(scene.session, "fuse, nothing, Warranty")
    assert (asked.asked, asked.unknown) == ("fuse, warranty", ("nothing",))
    assert wanted_tags(scene.session, ", ".join(f"n{number}" for number in range(30))).are_more


def test_a_rare_tag_is_read_at_once_however_long_ago_its_tickets_came(scene, tag, another, monkeypatch):
    monkeypatch.setattr("statuspage.domain.desk.lists.LOOKED", 1)
    tag("rare")
    items, end = read_filtered(scene.session, None, [], tags=wanted_tags(scene.session, "rare").ids)
    assert ([item.ticket_id for item in items], end) == ([scene.ticket.id], None)
    tag("often"), tag("often", another.id)
    items, end = read_filtered(scene.session, None, [], tags=wanted_tags(scene.session, "often").ids)
    assert ([item.ticket_id for item in items], end) == ([another.id], another.id)


def test_a_ticket_is_found_by_its_tags_as_by_any_word(scene, tag, another):
    tag("Spare parts", another.id)
    assert found(scene, "spare") == found(scene, "parts ana") == [(another.id, "tag")]


def test_the_rows_of_a_list_have_the_tags_of_their_tickets_in_order(scene, tag, another):
    tag("warranty, Fuse")
    rows = {item.ticket_id: item.tags for item in read_queue(scene.session, None, scene.now).ours}
    assert rows == {scene.ticket.id: ("Fuse", "warranty"), another.id: ()}


def test_a_tag_is_called_something_else_on_all_its_tickets_and_still_found_under_its_old_name(scene, tag, another):
    tag("warranty"), tag("warranty", another.id)
    changes.rename(scene.session, number(scene, "warranty"), "Guarantee", scene.now)
    assert names(scene) == names(scene, another.id) == ["Guarantee"]
    assert having(scene, "warranty") == having(scene, "guarantee") == [another.id, scene.ticket.id]
    assert found(scene, "guarantee") == [(another.id, "tag"), (scene.ticket.id, "tag")]
    assert found(scene, "warranty") == []
    assert offered(scene.session) == ["Guarantee"]
    assert tag("warranty") == []
    changes.rename(scene.session, number(scene, "Guarantee"), "warranty", scene.now)
    assert [one.name for one in changes.former(scene.session, number(scene, "warranty"))] == ["Guarantee"]


def test_a_name_that_another_tag_has_is_refused_and_its_spelling_can_change(scene, tag):
    tag("warranty, fuse")
    with pytest.raises(Refused, match="already"):
        changes.rename(scene.session, number(scene, "fuse"), "WARRANTY", scene.now)
    assert changes.rename(scene.session, number(scene, "fuse"), "FUSE", scene.now).name == "FUSE"
    assert changes.former(scene.session, number(scene, "FUSE")) == []
    for name in ("", "a, b", "x" * 41):
        with pytest.raises(Refused):
            changes.rename(scene.session, number(scene, "FUSE"), name, scene.now)


def test_two_tags_become_one_each_ticket_has_it_once_and_it_is_found_under_every_name(scene, tag, another):
    tag("repairs, repair"), tag("repairs", another.id)
    changes.rename(scene.session, number(scene, "repairs"), "mending", scene.now)
    other = changes.merge(scene.session, number(scene, "mending"), "REPAIR")
    assert names(scene) == names(scene, another.id) == ["repair"]
    assert other.tickets == 2
    assert (
        having(scene, "repairs") == having(scene, "mending") == having(scene, "repair") == [another.id, scene.ticket.id]
    )
    assert found(scene, "repair") == [(another.id, "tag"), (scene.ticket.id, "tag")]
    assert found(scene, "mending") == []
    assert counts_are_right(scene)
    for into in ("repair", "mending", "nothing"):
        with pytest.raises(Refused):
            changes.merge(scene.session, other.id, into)
    with pytest.raises(Refused, match="meanwhile"):
        changes.rename(scene.session, number(scene, "mending"), "again", scene.now)


def test_a_deleted_tag_is_off_every_ticket_and_neither_listed_nor_found(scene, tag, another):
    tag("warranty, fuse"), tag("warranty", another.id)
    changes.rename(scene.session, number(scene, "warranty"), "guarantee", scene.now)
    assert changes.delete_tag(scene.session, number(scene, "guarantee")) == "guarantee"
    assert (names(scene), names(scene, another.id)) == (["fuse"], [])
    assert found(scene, "guarantee") == []
    assert wanted_tags(scene.session, "guarantee, warranty").unknown == ("guarantee", "warranty")
    assert [one.name for one in changes.read_all(scene.session)] == ["fuse"]


def test_a_name_of_before_is_let_go_and_can_be_another_tag(scene, tag):
    tag("warranty")
    renamed = changes.rename(scene.session, number(scene, "warranty"), "guarantee", scene.now)
    (name,) = changes.former(scene.session, renamed.id)
    changes.forget_name(scene.session, renamed.id, name.id)
    assert tag("warranty") == ["warranty"]
    assert names(scene) == ["guarantee", "warranty"]


def test_where_very_many_have_it_the_rest_is_put_into_the_index_later(scene, tag, another, monkeypatch):
    tag("warranty"), tag("warranty", another.id)
    monkeypatch.setattr(changes, "go_on", lambda session: go_on(session, 1))
    changes.rename(scene.session, number(scene, "warranty"), "guarantee", scene.now)
    waits = select(func.count()).select_from(Passage).where(~Passage.is_indexed)
    assert scene.session.scalar(waits) == 1
    assert len(found(scene, "guarantee")) == len(found(scene, "warranty")) == 1
    go_on(scene.session)
    assert len(found(scene, "guarantee")) == 2


def test_two_who_make_the_same_tag_at_once_make_one(at_once, cast, run, clock):
    other = run(open_ticket, cast.ana, cast.tom, clock(), subject="Another", story="Since Monday.")

    def put(ticket_id):
        return lambda session: put_on(session, ticket_id, cast.maria, clock(), "warranty, fuse")

    answers = at_once(*[put(cast.ticket.id), put(other.id)] * 3)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert run(
        lambda session: [(one.name, one.tickets) for one in session.scalars(select(Tag).order_by(Tag.name))]
    ) == [
        ("fuse", 2),
        ("warranty", 2),
    ]


def test_signs_that_no_tag_has_are_looked_for_by_nobody():
    assert key_of("se\0als\u200b") == key_of("Seals")
    assert key_of("\0") == ""

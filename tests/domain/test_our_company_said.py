"""What the desk says of our company is checked in words and counted, and it is set up once, by one person."""

import io
import threading

import pytest
from PIL import Image
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.logos import HIGHEST, WIDEST, make_logo
from statuspage.domain.our_company import Logo, change_our_company, check_fact, read_facts, version_now
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.photos import LARGEST
from statuspage.domain.publication.consent import ConsentChanges
from statuspage.domain.setting_up import FirstAgent, SetUpAlready, is_set_up, set_up, setup_key

MARIA = FirstAgent("Maria Okafor", "maria@fernhill.example", "a hash", "Europe/Lisbon", "en")
TOM = FirstAgent("Tom Brandt", "tom@fernhill.example", "a hash", "Europe/Lisbon", "en")


def picture(size=(300, 120), mode="RGB", form="PNG"):
    file = io.BytesIO()
    Image.new(mode, size).save(file, form)
    return file.getvalue()


def counts():
    with db.engine.connect() as connection:
        return connection.scalar(select(ConsentChanges.changes)), version_now(connection)


def test_a_change_counts_once_and_what_is_said_again_does_not(app, clock):
    changes, version = counts()
    for _ in range(2):
        with write() as session:
            change_our_company(session, clock(), {"name": "Fernhill Coffee", "zone": "Europe/Lisbon"}, agent_id=None)
    assert counts() == (changes + 1, version + 1)
    with db.engine.connect() as connection:
        facts = read_facts(connection)
    assert (facts.said["name"], facts.said["zone"], facts.said["site"], facts.logo) == (
        *("Fernhill Coffee", "Europe/Lisbon", ""),
        None,
    )


def test_what_was_decided_on_an_old_page_is_refused_and_changes_nothing(app, clock):
    with write() as session:
        change_our_company(session, clock(), {"name": "Fernhill Coffee"}, agent_id=None, seen=0)
    with pytest.raises(Refused, match="A colleague changed this"), write() as session:
        change_our_company(session, clock(), {"name": "Another"}, agent_id=None, seen=0)
    with db.engine.connect() as connection:
        assert read_facts(connection).said["name"] == "Fernhill Coffee"


@pytest.mark.parametrize(
    ("name", "typed", "held"),
    [
        ("name", "  Fernhill\u200b  Coffee ", "Fernhill Coffee"),
        ("site", "fernhill.example", "https://fernhill.example"),
        ("site", "http://fernhill.example/de", "http://fernhill.example/de"),
        ("accent", "#7A1F4B", "#7a1f4b"),
        ("zone", "", ""),
    ],
)
def test_what_is_typed_is_held_as_it_is_meant(name, typed, held):
    assert check_fact(name, typed) == held


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("name", "x" * 81),
        ("site", "javascript:alert(1)"),
        ("site", "https://user:secret@fernhill.example"),
        ("site", "fernhill"),
        ("site", 'https://fernhill.example/"><script>'),
        ("phone", "call me"),
        ("zone", "Lisbon"),
        ("accent", "green"),
        ("accent_dark", "#fff"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(name, typed):
    with pytest.raises(Refused) as refused:
        check_fact(name, typed)
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("size", "made"),
    [((300, 120), (300, 120)), ((6_400, 1_200), (WIDEST, 120)), ((1_000, 2_000), (120, HIGHEST))],
)
def test_a_logo_keeps_its_shape_and_fits(size, made):
    logo = make_logo(picture(size))
    assert (logo.width, logo.height) == made
    assert len(logo.name) == 36


def test_what_lets_light_through_stays_so():
    with Image.open(io.BytesIO(make_logo(picture(mode="RGBA")).data)) as logo:
        assert (logo.format, logo.mode, logo.getpixel((0, 0))[3]) == ("PNG", "RGBA", 0)


def test_nothing_of_the_file_but_the_picture_is_kept():
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", (90, 40), "teal").save(file, "JPEG", exif=exif, comment=b"by whom")
    data = make_logo(file.getvalue()).data
    assert b"where it was taken" not in data
    assert b"by whom" not in data


def test_what_is_too_large_is_refused_before_it_is_decoded():
    with pytest.raises(Refused, match="too large"):
        make_logo(bytes(LARGEST + 1))


def test_only_the_logo_that_is_ours_is_kept(app, clock):
    for size in ((40, 40), (50, 40)):
        with write() as session:
            change_our_company(session, clock(), {}, agent_id=None, logo=make_logo(picture(size)))
    assert [logo.width for logo in db.session.scalars(select(Logo))] == [50]


def test_it_is_set_up_once_by_whoever_comes_first_of_those_at_the_same_moment(app, clock):
    with write() as session:
        key = setup_key(session)
    told, both = [], threading.Barrier(2)

    def one(who):
        with app.app_context():
            both.wait()
            try:
                with write() as session:
                    set_up(session, clock(), key=key, facts={"name": who.name}, logo=None, first=who)
                told.append("done")
            except SetUpAlready:
                told.append("late")

    threads = [threading.Thread(target=one, args=(who,)) for who in (MARIA, TOM)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "late"]
    (agent,) = db.session.scalars(select(Agent))
    with db.engine.connect() as connection:
        assert read_facts(connection).said["name"] == agent.name, "all of it is of one of them"
        assert is_set_up(connection)


def test_a_link_that_was_replaced_sets_nothing_up(app, clock):
    with write() as session:
        old = setup_key(session)
        new = setup_key(session, new=True)
    assert (old == new, new) != (True, old)
    with pytest.raises(Refused, match="replaced by a newer one"), write() as session:
        set_up(session, clock(), key=old, facts={}, logo=None, first=MARIA)
    with db.engine.connect() as connection:
        assert not is_set_up(connection)


def test_what_is_wrong_with_the_agent_leaves_the_company_unsaid(app, clock):
    """All of it is one transaction."""
    with write() as session:
        key = setup_key(session)
    wrong = FirstAgent("", "maria@fernhill.example", "a hash", "Europe/Lisbon", "en")
    with pytest.raises(Refused), write() as session:
        set_up(session, clock(), key=key, facts={"name": "Fernhill Coffee"}, logo=None, first=wrong)
    with db.engine.connect() as connection:
        assert read_facts(connection).said["name"] == ""


def test_whoever_is_at_the_desk_already_lets_others_in_and_no_link_does(app, cast):
    with pytest.raises(SetUpAlready), write() as session:
        setup_key(session)

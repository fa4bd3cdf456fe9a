"""Each share is withdrawn, brought back and renewed by itself, and the log says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.scopes import PRIVATE_SCOPES, SCOPES
from statuspage.domain.shares.share import Key, Withdrawn, opens, shares_of
from statuspage.domain.shares.verbs import allow_sites, history, restore, rotate, withdraw
from tests.conftest import Clock
from tests.domain.conftest import on_stage

ONE_BY_ONE = [scope for scope in SCOPES if scope != "private"]


def state(scene):
    """Which shares open with the key as it stands now."""

    def is_open(found):
        try:
            return opens(found, Key(found.id, found.generation), found.scope, scene.now)
        except Withdrawn:
            return False

    return {scope for scope, found in shares_of(scene.session, scene.ticket.id).items() if is_open(found)}


def on(scene, verb, *arguments, **named):
    return verb(scene.session, scene.ticket.id, *arguments, scene.now, **named)


@pytest.mark.parametrize("scope", ONE_BY_ONE)
def test_one_share_is_withdrawn_alone_and_comes_back_at_the_same_address(scene, scope):
    on(scene, publish, PublicChoice())
    before = shares_of(scene.session, scene.ticket.id)[scope].generation
    on(scene, withdraw, scope)
    assert state(scene) == set(SCOPES) - {scope}
    on(scene, restore, scope)
    assert state(scene) == set(SCOPES)
    assert shares_of(scene.session, scene.ticket.id)[scope].generation == before


def test_what_was_withdrawn_alone_stays_so_whatever_is_done_to_the_view(scene):
    on(scene, publish, PublicChoice())
    on(scene, withdraw, "badge")
    on(scene, publish, PublicChoice(clock=False))
    assert "badge" not in state(scene)
    on(scene, unpublish)
    on(scene, publish, PublicChoice())
    on(scene, rotate, "badge")
    assert state(scene) == set(SCOPES) - {"badge"}


def test_a_share_that_is_brought_back_while_the_view_is_off_waits_for_it(scene):
    on(scene, publish, PublicChoice())
    on(scene, withdraw, "badge")
    on(scene, unpublish)
    on(scene, restore, "badge")
    assert state(scene) == set(PRIVATE_SCOPES)
    on(scene, publish, PublicChoice())
    assert state(scene) == set(SCOPES)


def test_a_share_may_be_held_back_before_the_view_is_ever_on(scene):
    on(scene, withdraw, "badge")
    on(scene, publish, PublicChoice())
    assert state(scene) == set(SCOPES) - {"badge"}


@pytest.mark.parametrize("verb", [withdraw, restore])
def test_there_is_no_other_share_to_take_back(scene, verb):
    with pytest.raises(Refused):
        on(scene, verb, "everything")


def test_the_private_link_is_never_taken_from_its_customer(scene):
    with pytest.raises(Refused, match="replaced instead"):
        on(scene, withdraw, "private")
    assert "private" in state(scene)


def test_what_is_so_already_is_no_event(scene):
    on(scene, restore, "feed")
    on(scene, withdraw, "feed")
    on(scene, withdraw, "feed")
    on(scene, allow_sites, "")
    assert scene.kinds == ["opened", "share_withdrawn"]


def test_a_form_sent_twice_counts_once(scene):
    on(scene, withdraw, "feed", once="w")
    with pytest.raises(Repeated):
        on(scene, restore, "feed", once="w")


def test_the_history_says_what_was_done_to_which_share_and_when(scene):
    did = []
    for verb, *rest in [
        (publish, PublicChoice()),
        (withdraw, "badge"),
        (rotate, "embed"),
        (restore, "badge"),
        (allow_sites, "https://example.org"),
        (unpublish,),
    ]:
        scene.clock.forward(minutes=7)
        on(scene, verb, *rest)
        did.append((scene.events[-1].kind, scene.events[-1].data.get("scope", ""), scene.now))
    scene.letter()
    told = history(scene.session, scene.ticket.id)
    assert [(event.kind, event.data.get("scope", ""), event.at) for event in told] == did[::-1]
    assert [scope for _, scope, _ in did] == ["", "badge", "embed", "badge", "", ""]
    assert history(scene.session, scene.ticket.id, limit=2) == told[:2]


def test_the_sites_of_a_card_are_kept_as_origins_and_change_with_the_ticket(scene):
    on(scene, publish, PublicChoice())
    version = scene.ticket.version
    on(scene, allow_sites, "https://Example.org/\nhttps://example.org:443\nhttp://localhost:80")
    assert shares_of(scene.session, scene.ticket.id)["embed"].sites == ["https://example.org", "http://localhost"]
    assert scene.ticket.version == version + 1
    with pytest.raises(Refused):
        on(scene, allow_sites, "no site")
    on(scene, allow_sites, "")
    assert shares_of(scene.session, scene.ticket.id)["embed"].sites == []


DEEDS = st.one_of(
    st.just((publish, "")),
    st.just((unpublish, "")),
    st.tuples(st.sampled_from([withdraw, restore, rotate]), st.sampled_from(ONE_BY_ONE)),
)


@pytest.mark.long
@given(deeds=st.lists(DEEDS, max_size=12))
@settings(max_examples=60)
def test_a_share_opens_when_its_side_is_on_and_it_was_not_taken_back(stage, deeds):
    with on_stage(*stage, Clock()) as scene:
        is_on, held = False, set()
        for verb, scope in deeds:
            on(scene, verb, *([PublicChoice()] if verb is publish else [scope] if scope else []))
            is_on = verb is publish or (is_on and verb is not unpublish)
            held = held | {scope} if verb is withdraw else held - {scope} if verb is restore else held
            there = set(SCOPES if is_on else PRIVATE_SCOPES) - held
            assert {scope for scope in state(scene) if scope in PRIVATE_SCOPES or scene.ticket.published_at} == there
            assert scene.ticket.published_at is None or is_on

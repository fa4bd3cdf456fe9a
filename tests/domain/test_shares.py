"""What a key opens, and what it no longer opens."""

from dataclasses import fields
from datetime import timedelta

import pytest

from statuspage.domain.errors import Refused
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import (
    Key,
    Share,
    ShareFacts,
    Withdrawn,
    _facts,
    forget,
    opens,
    read_shares,
    share,
    shares_of,
)
from statuspage.domain.shares.verbs import rotate
from tests.conftest import START


def key_to(share, generation=None):
    return Key(share.id or 7, share.generation if generation is None else generation)


@pytest.fixture
def key():
    return Share(id=7, ticket_id=1, scope="private", generation=3, created_at=START)


def test_a_key_opens_its_share(key):
    assert opens(key, key_to(key), "private", START) is True


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope != "private"])
def test_a_key_opens_nothing_of_another_kind(key, scope):
    assert opens(key, key_to(key), scope, START) is False


def test_a_key_to_nothing_opens_nothing():
    assert opens(None, Key(1, 1), "private", START) is False


def test_a_key_from_the_future_was_never_given(key):
    assert opens(key, key_to(key, 4), "private", START) is False


def test_an_older_copy_of_a_key_was_taken_back(key):
    with pytest.raises(Withdrawn):
        opens(key, key_to(key, 2), "private", START)


def test_a_withdrawn_share_was_taken_back(key):
    key.withdrawn_at = START
    with pytest.raises(Withdrawn):
        opens(key, key_to(key), "private", START)


def test_a_share_expires_at_its_instant(key):
    key.expires_at = START + timedelta(hours=1)
    assert opens(key, key_to(key), "private", START + timedelta(minutes=59)) is True
    with pytest.raises(Withdrawn):
        opens(key, key_to(key), "private", START + timedelta(hours=1))


def test_a_key_that_is_renewed_voids_the_old_one_and_says_so_in_the_log(scene):
    before = shares_of(scene.session, scene.ticket.id)["private"].generation
    rotate(scene.session, scene.ticket.id, "private", scene.now, agent_id=scene.cast.maria.id)
    assert shares_of(scene.session, scene.ticket.id)["private"].generation == before + 1
    assert (scene.kinds[-1], scene.events[-1].data) == ("share_rotated", {"scope": "private"})


def test_there_is_no_share_of_another_kind(scene):
    with pytest.raises(Refused):
        rotate(scene.session, scene.ticket.id, "everything", scene.now)


@pytest.mark.parametrize(
    ("sites", "until", "gone"),
    [(["https://a.example"], START, None), ([], None, START), (["https://b.example"], None, None)],
)
def test_what_is_read_for_a_request_is_what_stands_in_the_rows(scene, sites, until, gone):
    session, ticket_id, before = scene.session, scene.ticket.id, START - timedelta(hours=1)
    embed, private = share(session, ticket_id, "embed", START), share(session, ticket_id, "private", START)
    embed.sites, private.expires_at, embed.withdrawn_at = sites, until, gone
    session.flush()
    names = [one.name for one in fields(ShareFacts) if hasattr(Share, one.name)]
    for _ in range(2):
        found = read_shares(session, private.id, before)
        for scope, row in shares_of(session, ticket_id).items():
            assert {name: getattr(found[scope], name) for name in names} == {name: getattr(row, name) for name in names}
    assert read_shares(session, private.id, START)["private"].withdrawn_at == until
    embed.sites = ["https://c.example"]
    session.flush()
    assert read_shares(session, private.id, before)["embed"].sites == ["https://c.example"]
    forget()
    assert not _facts.cache_info().currsize

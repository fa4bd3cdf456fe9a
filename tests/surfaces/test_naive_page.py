"""The page that ours is measured against shows what ours does, so that the figure compares the same work."""

import tempfile
from pathlib import Path

import pytest

from bench.ground import LETTERS, WORDS, asked, ground
from bench.naive.app import create_naive
from bench.naive.measure import lacking
from bench.peers.home import peer
from bench.wire import body_of


def test_the_naive_page_shows_the_words_of_ours():
    with ground(LETTERS) as here:
        naive = [create_naive(here.app.extensions["settings"], is_eager=is_eager) for is_eager in (False, True)]
        ours, *others = (asked(app, here.private)() for app in (here.app, *naive))
    for theirs in others:
        assert theirs.count(b"<article") == ours.count(b"<article") == LETTERS - 1  # one line tells of the public view
        assert lacking(ours, theirs) == []
        assert {"Maria", "Thank"} <= set(lacking(ours, theirs.replace(b"Thank Maria", b"")))


@pytest.mark.torture
@pytest.mark.parametrize(("kind", "own"), [("helpdesk", b"django-helpdesk"), ("isso", b"total_replies")])
def test_a_peer_is_installed_and_shows_as_many_entries(kind, own):
    with tempfile.TemporaryDirectory() as folder, peer(kind, Path(folder), 20) as (port, _, path):
        page = body_of(port, path)
    assert own in page
    assert page.count(WORDS.strip().encode()) >= 20 * 3

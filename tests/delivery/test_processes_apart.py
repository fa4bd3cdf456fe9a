"""The processes that work beside a server do so too where nobody may give way to others, as under a strict systemd."""

import io
import os
import pickle
import sys
from types import SimpleNamespace

import pytest

from statuspage import process_apart
from statuspage.backups import scheduled
from statuspage.delivery import beside
from tests.conftest import settings_for


class Reached(Exception):
    """It has come to where it makes its app."""


@pytest.mark.parametrize("begin", [scheduled.make, beside.send_all])
def test_one_that_may_not_give_way_works_all_the_same(begin, tmp_path, monkeypatch):
    def forbidden(_by):
        raise PermissionError(1, "Operation not permitted")

    def reached(_settings):
        raise Reached

    given = pickle.dumps(settings_for(f"sqlite:///{tmp_path}/none.db", tmp_path))
    monkeypatch.setattr(os, "nice", forbidden)
    monkeypatch.setattr(sys, "setswitchinterval", lambda _seconds: None)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
    monkeypatch.setattr(process_apart, "_wait_for_end", lambda _ended: None)
    with pytest.raises(Reached):
        begin(reached, lambda _level, _format: None)

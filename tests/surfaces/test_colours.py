"""Pictures and pages wear the same colours, though a picture knows no style sheet."""

import re

import pytest

from statuspage.config import PROJECT
from statuspage.present.css import css_colour
from statuspage.present.pictures.palette import palette

TOKENS = (PROJECT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
SAME = {"soft": "ink-soft", "on": "on-accent"} | {name: name for name in ("paper", "card", "ink", "kept", "late")}


@pytest.mark.parametrize(("colour", "token"), SAME.items())
def test_a_picture_has_the_colour_of_the_page(app_without_data, colour, token):
    found = re.search(rf"--{token}: light-dark\((#\w+), (#\w+)\)", TOKENS)
    assert found
    settings = app_without_data.extensions["settings"]
    assert [getattr(palette(settings, theme), colour) for theme in ("light", "dark")] == list(found.groups())


def test_a_colour_is_the_one_for_eyes_that_need_no_more_contrast():
    assert css_colour("rule") == ("#e5ded3", "#37332d")

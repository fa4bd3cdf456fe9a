"""A public feed can be read by the scripts of other sites, also when it is refused; a private one by nobody's."""

import pytest

from statuspage.domain.publication.verbs import unpublish
from tests.surfaces.public_things import Shown

SITE = {"Origin": "https://cafe.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


def allowed(answer) -> str | None:
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return answer.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize("scope", ["feed", "public_feed", "calendar"])
def test_only_public_feeds_are_for_scripts_of_other_sites(shown: Shown, scope: str, form: str):
    shown.publish()
    path = shown.links()[scope]
    path = path if scope == "calendar" else path.replace(".atom", f".{form}")
    first = shown.at(path, **SITE)
    again = shown.at(path, If_None_Match=first.headers["ETag"], **SITE)
    assert (first.status_code, again.status_code) == (200, 304)
    assert {allowed(first), allowed(again)} == ({"*"} if scope == "public_feed" else {None})


def test_a_script_can_read_that_a_feed_is_gone(shown: Shown):
    shown.publish()
    path = shown.links()["public_feed"]
    shown.do(unpublish)
    answer = shown.at(path, **SITE)
    assert (answer.status_code, allowed(answer)) == (410, "*")


def test_the_teams_feed_is_for_everyone_too(shown: Shown):
    assert allowed(shown.at("/team.atom", **SITE)) == "*"

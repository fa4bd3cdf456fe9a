"""A link with what stood after it in a sentence leads to the page; nothing else of a key's address changes."""

import pytest

from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.verbs import rotate
from tests.surfaces.private_things import Ana
from tests.surfaces.public_things import Shown

AFTER = [")", ".", ".)", "/", "*", "]", ",", "%20", "%3E", "%22", "%0D%0A"]
AFTER += ["%E2%80%8B", "%E2%81%A9", "%C2%A0", "%E2%80%9D", "%E3%80%82"]  # unseen signs, a blank, a quote, a full stop


@pytest.mark.parametrize("scope", sorted(SCOPES))
@pytest.mark.parametrize("after", AFTER)
def test_a_link_with_what_stood_after_it_leads_to_what_was_meant(shown: Shown, scope: str, after: str):
    shown.publish()
    path = shown.links()[scope]
    answer = shown.at(f"{path}{after}")
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert shown.at(path).status_code == 200


def test_the_parts_of_a_page_are_found_too_and_the_query_stays(ana: Ana):
    answer = ana.client.get(f"{ana.path}/studio).?said=public")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ana.path}/studio?said=public")


@pytest.mark.parametrize(
    "cut",
    [
        "{path}x",
        "{path}-",
        "{path}_",
        "{path}=",
        "{path})x",
        "/{path})",
        "/{path}/",
        "{path}//other.example/",
        "{path}/%2F%2Fother.example)",
        "/t/AAAAAAAAAAAAAAAAAAAAAAAAAA)",
        "/t/)",
        "/desk/login)",
    ],
)
def test_what_is_no_link_of_ours_leads_nowhere(ana: Ana, cut: str):
    answer = ana.client.get(cut.format(path=ana.path))
    assert answer.status_code in (308, 404, 421)
    assert "other.example" not in answer.headers.get("Location", "")


def test_a_key_of_another_kind_leads_nowhere(ana: Ana):
    token = ana.path.rpartition("/")[2]
    assert ana.client.get(f"/p/{token})").status_code == 404


def test_a_link_that_was_replaced_answers_as_without_its_bracket(shown: Shown):
    shown.publish()
    path = shown.links()["public"]
    shown.run(rotate, shown.id, "public", shown.clock.forward(minutes=1))
    assert shown.at(shown.at(f"{path})").headers["Location"]).status_code == shown.at(path).status_code != 200


@pytest.mark.parametrize("after", [")", "%E2%80%8B", "/"])
def test_another_site_that_asks_how_to_embed_such_a_link_is_told(shown: Shown, after: str):
    shown.publish()
    base = shown.app.extensions["urls"].base
    assert (
        shown.client.get("/oembed", query_string={"url": f"{base}{shown.links()['public']}{after}"}).status_code == 200
    )


def test_a_form_is_never_led_elsewhere(ana: Ana):
    assert ana.client.post(f"{ana.path}/replies)", data={"body": "Hello"}).status_code == 404

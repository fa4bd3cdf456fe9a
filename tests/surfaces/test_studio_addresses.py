"""Where the card may stand, and every address: a new one, taken back, offered again; each alone, and each told."""

import pytest

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from tests.surfaces.private_things import Ana, field, words

SCOPES = ("public", "embed", "badge", "public_feed", "feed")


@pytest.fixture
def shown(ana: Ana) -> Ana:
    ana.do(publish, PublicChoice())
    return ana


def change(ana: Ana, deed: str, scope: str, **rest: object):
    return ana.send("studio/addresses", deed=deed, scope=scope, once=f"{deed}-{scope}", **rest)


def answers(ana: Ana, links: dict[str, str]) -> dict[str, int]:
    return {scope: ana.client.get(link).status_code for scope, link in links.items()}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_new_address_voids_every_copy_of_the_old_one_and_no_other(shown: Ana, scope: str):
    old = {name: shown.link(name) for name in SCOPES}
    answer = change(shown, "rotate", scope)
    assert (answer.status_code, answer.location) == (303, f"{shown.path}/studio?said=rotated#addresses")
    assert answers(shown, old) == dict.fromkeys(SCOPES, 200) | {scope: 410}
    assert shown.client.get(shown.link(scope)).status_code == 200


@pytest.mark.parametrize("scope", SCOPES)
def test_withdrawn_it_is_gone_at_once_and_offered_again_it_is_the_same(shown: Ana, scope: str):
    links = {name: shown.link(name) for name in SCOPES}
    change(shown, "withdraw", scope)
    assert answers(shown, links) == dict.fromkeys(SCOPES, 200) | {scope: 410}
    change(shown, "restore", scope)
    assert answers(shown, links) == dict.fromkeys(SCOPES, 200)


def test_what_is_withdrawn_alone_stays_so_when_the_whole_is_switched_off_and_on(shown: Ana):
    change(shown, "withdraw", "badge")
    shown.do(unpublish)
    shown.do(publish, PublicChoice())
    assert shown.client.get(shown.link("badge")).status_code == 410
    assert shown.client.get(shown.link("public")).status_code == 200


def test_each_stands_on_the_page_with_its_state_and_what_can_be_done(shown: Ana):
    change(shown, "withdraw", "badge")
    page = shown.read("/studio").text
    badge, card = (page.split(f'id="address-{scope}"')[1].split("</li>")[0] for scope in ("badge", "embed"))
    assert "withdrawn" in words(badge)
    assert 'value="restore"' in badge
    assert 'value="withdraw"' not in badge
    assert "works" in words(card)
    assert f'value="http://localhost{shown.link("embed")}"' in card
    assert 'data-copy="at-embed"' in card


def test_before_the_first_time_there_is_no_public_address_to_change(ana: Ana):
    page = ana.read("/studio").text
    assert "comes when you switch it on" in page
    assert change(ana, "rotate", "public").status_code == 400
    assert change(ana, "rotate", "feed").status_code == 303


def test_off_with_the_whole_view_is_said(shown: Ana):
    shown.do(unpublish)
    assert "off with the public view" in shown.read("/studio").text


def test_every_deed_is_told_with_its_time_by_the_customers_clock(shown: Ana):
    change(shown, "rotate", "embed")
    change(shown, "withdraw", "badge")
    log = shown.read("/studio").text.split('class="log"')[1].split("</ol>")[0]
    assert words(log).index("The badge was withdrawn") < words(log).index("The card got a new address")
    assert "today, 09:" in log  # 09 in Lisbon in November is 09 in UTC
    assert 'datetime="2026-11-23T09:' in log


@pytest.mark.parametrize(
    "fields", [{}, {"scope": "private", "deed": "rotate"}, {"scope": "badge", "deed": "x"}, {"scope": "x"}]
)
def test_what_is_not_offered_is_refused(shown: Ana, fields: dict[str, str]):
    path = shown.path
    assert shown.send("studio/addresses", **fields).status_code == 400
    assert shown.path == path


def test_by_script_the_addresses_come_back_with_the_texts_that_follow(shown: Ana):
    answer = change(shown, "rotate", "embed", by_script=True)
    assert answer.status_code == 200
    assert shown.link("embed") in answer.text
    assert 'id="texts"' in answer.text
    assert 'id="choice"' not in answer.text


def ancestors(answer) -> str:
    return answer.headers["Content-Security-Policy"].partition("frame-ancestors ")[2]


def test_with_no_site_the_card_may_stand_anywhere(shown: Ana):
    assert ancestors(shown.client.get(shown.link("embed"))) == ""


def test_with_sites_it_may_stand_on_exactly_those(shown: Ana):
    typed = "https://Example.org/\n\nhttps://cafe.example:8443\nhttps://bücher.example"
    assert shown.send("studio/sites", sites=typed, once="a").status_code == 303
    expected = "https://example.org https://cafe.example:8443 https://xn--bcher-kva.example"
    for query in ("", "?size=compact", "?theme=dark&lang=de", "?theme=no", "?accent=zz"):
        assert ancestors(shown.client.get(shown.link("embed") + query)) == expected, query
    for scope in ("public", "badge", "public_feed"):
        assert ancestors(shown.client.get(shown.link(scope))) == "'none'"
    shown.send("studio/sites", sites="", once="b")
    assert ancestors(shown.client.get(shown.link("embed"))) == ""


def test_three_thousand_sites_are_refused_and_stay_in_the_form(shown: Ana):
    typed = "\n".join(f"https://site{number}.example" for number in range(3_000))
    answer = shown.send("studio/sites", sites=typed)
    assert answer.status_code == 422
    assert field(answer.text, "sites").strip() == typed
    assert ancestors(shown.client.get(shown.link("embed"))) == ""


def test_the_card_that_is_gone_may_stand_where_it_stood(shown: Ana):
    shown.send("studio/sites", sites="https://example.org", once="a")
    link = shown.link("embed")
    for scope, deed in (("embed", "rotate"), ("embed", "withdraw")):
        change(shown, deed, scope)
        answer = shown.client.get(link)
        assert (answer.status_code, ancestors(answer)) == (410, "https://example.org")


def test_what_is_not_a_site_is_said_by_its_line_and_the_text_stays(shown: Ana):
    typed = "https://example.org\nour café\n"
    for by_script in (False, True):
        answer = shown.send("studio/sites", sites=typed, by_script=by_script)
        assert answer.status_code == 422
        assert "Line 2, “our café”" in answer.text
        assert field(answer.text, "sites").strip() == typed.strip()
    assert ancestors(shown.client.get(shown.link("embed"))) == ""


def test_the_sites_can_be_said_before_it_is_switched_on(ana: Ana):
    assert ana.send("studio/sites", sites="https://example.org", once="a").status_code == 303
    ana.do(publish, PublicChoice())
    assert ancestors(ana.client.get(ana.link("embed"))) == "https://example.org"
    assert field(ana.read("/studio").text, "sites").strip() == "https://example.org"

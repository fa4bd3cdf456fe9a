"""The card and the badge on other people's pages."""

import re

import pytest
from lxml import etree

from statuspage.config.contrast import contrast
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import unpublish
from statuspage.present.embed.colours import GROUNDS, readable
from statuspage.present.embed.looks import FORMS
from tests.surfaces.public_things import Shown


def test_the_card_is_whole_without_script(shown: Shown) -> None:
    shown.letter("It is on the bench.", step="working", hours=50)
    shown.publish()
    shown.clock.forward(days=1, hours=4)
    card = shown.get("embed").text
    assert "Maria is on it" in card
    assert "1 day 4 hours" in card
    assert "Step 3 of 5: Working on it" in card
    assert "Next word by" in card
    assert f'href="http://localhost{shown.links()["public"]}"' in card
    assert "<style" not in card
    assert "style=" not in card


@pytest.mark.parametrize("size", FORMS)
def test_the_card_says_what_it_is_about_in_every_form(shown: Shown, size: str) -> None:
    shown.publish(PublicChoice(subject="title", title="My <b> machine"))
    text = shown.get("embed", f"?size={size}").text
    assert "<title>My &lt;b&gt; machine · " in text
    assert '<bdi class="card-about">My &lt;b&gt; machine</bdi>' in text
    shown.publish(PublicChoice(subject="nothing", title="My <b> machine"))
    assert "machine" not in shown.get("embed", f"?size={size}").text


def test_the_card_may_be_framed_anywhere_and_the_page_nowhere(shown: Shown) -> None:
    shown.publish()
    card = shown.get("embed").headers
    assert "frame-ancestors" not in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    assert card["Access-Control-Allow-Origin"] == "*"
    assert "frame-ancestors 'none'" in shown.get("public").headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["theme=neon", "size=huge", "lang=tlh", "accent=red", "accent=12345"])
def test_an_unknown_look_is_refused_in_words(shown: Shown, query: str) -> None:
    shown.publish()
    answer = shown.get("embed", f"?{query}")
    assert answer.status_code == 400
    assert query.split("=", maxsplit=1)[0] in re.sub("<[^>]+>", "", answer.text)


@pytest.mark.parametrize(
    ("theme", "size", "lang"), [("light", "card", "de"), ("dark", "compact", "ar"), ("auto", "timeline", "en")]
)
def test_a_card_has_the_look_that_was_asked_for(shown: Shown, theme: str, size: str, lang: str) -> None:
    shown.publish()
    card = shown.get("embed", f"?theme={theme}&size={size}&lang={lang}&accent=AA2200").text
    assert f'lang="{lang}"' in card
    assert f'data-theme="{theme}"' in card
    assert f"is-{size}" in card
    assert "/card.css?accent=aa2200&amp;v=" in card


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffee00", "#0b6b5d", "#777777"])
def test_any_colour_becomes_one_that_can_be_read(colour: str) -> None:
    for made, ground in zip(readable(colour), GROUNDS, strict=True):
        assert contrast(made, ground) >= 4.5


def test_a_readable_colour_stays_as_it_is(shown: Shown) -> None:
    assert readable("#0b6b5d")[0] == "#0b6b5d"
    css = shown.at("/card.css?accent=0b6b5d")
    assert css.text.endswith(f":root{{--accent:light-dark(#0b6b5d,{readable('#0b6b5d')[1]})}}\n")
    assert css.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_colour_that_is_none_is_refused_in_plain_words(shown: Shown) -> None:
    refused = shown.at("/card.css?accent=%3Cb%3E")
    assert refused.status_code == 400
    assert refused.mimetype == "text/plain"
    assert refused.text == "accent is a colour of six hexadecimal digits without #, such as 0b6b5d.\n"


def test_the_address_of_the_page_leads_to_its_card(shown: Shown) -> None:
    shown.publish()
    links = shown.links()
    answer = shown.at(f"{links['public']}/card?theme=dark&size=compact")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"{links['embed']}?theme=dark&size=compact")


def test_a_card_and_a_badge_that_were_switched_off_say_only_that(shown: Shown) -> None:
    shown.publish()
    links = shown.links()
    shown.do(unpublish)
    card = shown.at(links["embed"] + "?theme=dark")
    assert "This ticket is no longer shown." in card.text
    assert "frame-ancestors" not in card.headers["Content-Security-Policy"]
    badge = shown.at(links["badge"])
    assert badge.mimetype == "image/svg+xml"
    assert etree.fromstring(badge.data).findtext("{*}title") == "no longer shown"


def test_the_badge_reads_the_same_for_the_whole_hour(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=24)
    shown.publish()
    shown.clock.forward(hours=4)
    first = shown.get("badge")
    shown.clock.forward(minutes=20)
    assert shown.get("badge").data == first.data
    assert first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("forward", "said"), [(1, "day 1 · word by Tue"), (24.5, "word is late"), (26.2, "word 2 hours late")]
)
def test_the_badge_says_the_day_and_the_promise(shown: Shown, forward: float, said: str) -> None:
    shown.letter("It is on the bench.", hours=24)
    shown.publish()
    shown.clock.forward(hours=forward)
    badge = etree.fromstring(shown.get("badge").data)
    assert badge.findtext("{*}title") == f"A ticket with Fernhill Coffee · Maria is on it: {said}"
    assert badge.findtext("{*}desc") == "Fernhill Coffee"
    assert [node.text for node in badge.iter("{*}text")] == ["Maria is on it", said]


def test_a_badge_that_is_read_from_right_to_left_begins_at_the_right(shown: Shown) -> None:
    shown.publish()
    starts = [float(node.get("x")) for node in etree.fromstring(shown.get("badge", "?lang=ar").data).iter("{*}text")]
    assert starts == sorted(starts, reverse=True)


def test_a_badge_carries_any_title_safely(shown: Shown) -> None:
    shown.publish(PublicChoice(owner="nobody", clock=False, promise=False, steps=False))
    badge = etree.fromstring(shown.get("badge").data)
    assert badge.findtext("{*}title") == "A ticket with Fernhill Coffee · Fernhill Coffee is on it"

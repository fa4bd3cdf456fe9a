"""The company's logo on cards, badges and pictures: where the company is shown, and nowhere else."""

import base64
import io
import re

import pytest
from lxml import etree
from PIL import Image

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.present.embed.looks import FORMS
from statuspage.present.pictures.badge import STYLES
from statuspage.present.pictures.logos import LARGEST
from statuspage.protocol import Snapshot
from tests.surfaces.public_things import Shown
from tests.surfaces.worn import MAGENTA, noise, picture, wear

HIDDEN = PublicChoice(company=False)
TITLED = PublicChoice(subject="title", title="My espresso machine")


@pytest.fixture
def public(shown: Shown) -> Shown:
    shown.letter("It is on the bench.", hours=24)
    shown.publish()
    return shown


def badge(shown: Shown, style: str, kind: str = "svg", more: str = "") -> bytes:
    return shown.at(shown.links()["badge"].removesuffix(".svg") + f".{kind}?style={style}{more}").data


def pictures(shown: Shown) -> dict[str, bytes]:
    """Everything that is drawn of a ticket, by what it is."""
    page = shown.links()["public"]
    drawn = {f"badge, {style}": badge(shown, style, "png", "&scale=2") for style in STYLES}
    return drawn | {"poster": shown.at(f"{page}/picture.png").data, "sign": shown.at(f"{page}/qr.png?style=sign").data}


def shows(data: bytes) -> bool:
    """Whether there is something in the colour of the logo."""
    with Image.open(io.BytesIO(data)) as opened:
        seen = opened.convert("RGB").getcolors(1_000_000) or []
    return any(all(abs(a - b) < 8 for a, b in zip(colour, MAGENTA, strict=True)) for _, colour in seen)


@pytest.mark.parametrize("size", FORMS)
@pytest.mark.parametrize("choice", [PublicChoice(), TITLED], ids=["untitled", "titled"])
def test_a_card_shows_it_once_in_every_form_and_says_nothing_more(public, size, choice):
    public.publish(choice)
    assert "/logo/" not in public.get("embed", f"?size={size}").text
    logo = wear(public.clock)
    card = public.get("embed", f"?size={size}")
    image = f'<img class="card-logo" src="/logo/{logo.name}" alt="" width="35" height="14">'
    assert card.text.count("/logo/") == card.text.count(image) == 1
    assert "img-src 'self'" in card.headers["Content-Security-Policy"]
    public.publish(HIDDEN)
    assert "/logo/" not in public.get("embed", f"?size={size}").text


def test_the_card_of_the_team_shows_it(public, client):
    logo = wear(public.clock)
    for size in ("card", "compact"):
        assert client.get(f"/team/card?size={size}").text.count(f'src="/logo/{logo.name}"') == 1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_badge_holds_it_beside_its_words(public, style, lang):
    before = etree.fromstring(badge(public, style, more=f"&lang={lang}"))
    wear(public.clock)
    after = etree.fromstring(badge(public, style, more=f"&lang={lang}"))
    (image,) = (one for one in after.iter("{*}image") if one.get("href", "").startswith("data:image/png"))
    left, wide = float(image.get("x")), float(image.get("width"))
    assert int(after.get("width")) > int(before.get("width"))
    assert (after.get("height"), after.findtext("{*}title")) == (before.get("height"), before.findtext("{*}title"))
    assert 0 < left < left + wide < int(after.get("width"))
    for text in after.iter("{*}text"):
        x, length = float(text.get("x")), float(text.get("textLength") or 0)
        start = x - length * {"middle": 0.5, "end": 1}.get(text.get("text-anchor"), 0)
        if lang == "ar" and text.get("text-anchor") != "middle":
            start = x - length
        assert start + length <= left or left + wide <= start or not length


def test_a_badge_stays_small_whatever_the_logo_is(public):
    wear(public.clock, noise())
    for style in STYLES:
        (found,) = re.findall(rb'href="data:image/png;base64,([^"]+)"', badge(public, style))
        with Image.open(io.BytesIO(base64.b64decode(found))) as opened:
            assert opened.height <= 48
        assert len(base64.b64decode(found)) <= 1.5 * LARGEST


def test_every_picture_shows_it_only_where_the_company_is_shown(public):
    assert not [name for name, data in pictures(public).items() if shows(data)]
    wear(public.clock)
    assert [name for name, data in pictures(public).items() if not shows(data)] == []
    public.publish(HIDDEN)
    assert not [name for name, data in pictures(public).items() if shows(data)]
    svg = badge(public, "pill")
    assert b"data:image" not in svg


def test_another_logo_is_another_answer_of_all_that_was_kept(public):
    wear(public.clock)
    addresses = (public.links()["embed"], public.links()["badge"], f"{public.links()['public']}/picture.png")
    before = [public.at(one) for one in addresses]
    wear(public.clock, picture((120, 120), (0, 160, 40)))
    after = [public.at(one) for one in addresses]
    for old, new in zip(before, after, strict=True):
        assert old.data != new.data
        versions = [Snapshot.from_headers(one.headers).public for one in (old, new)]
        assert versions[0] != versions[1], "what is kept under the first is given out no more"


def test_what_is_tried_out_in_the_studio_shows_it_as_others_would_see_it(ana):
    logo = wear(ana.clock)
    ana.do(publish, PublicChoice())
    assert f"/logo/{logo.name}" in ana.read("/studio/preview?view=card").text
    assert ana.read("/studio/preview?view=badge").text == ana.client.get(ana.link("badge")).text
    assert "data:image/png" in ana.read("/studio/preview?view=badge").text

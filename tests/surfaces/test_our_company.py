"""Our own company as the desk says it: every surface wears it at once, a setting wins, and what is wrong is said."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.domain.audit import Audited
from statuspage.domain.our_company import Logo, OurCompany, change_our_company
from tests.surfaces.desk import csrf

HERE = "/desk/our-company"
AS_IT_IS = {"name": "", "zone": "Europe/Lisbon", "languages": ["en", "de", "ar"], "first_language": "en"}
AS_IT_IS |= {"accent": "#0b6b5d", "accent_dark": "#6fd0bd", "site": "", "phone": ""}


def picture(form="PNG", size=(300, 120), mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size, "teal").save(file, form)
    return file.getvalue()


def save(maria, logo=None, **typed):
    seen = db.session.scalar(select(OurCompany.version))
    db.session.rollback()
    fields = {"csrf": csrf(maria), "seen": str(seen), **AS_IT_IS, **typed}
    if logo is not None:
        fields["logo"] = (io.BytesIO(logo), "logo.png")
    return maria.post(HERE, data=fields, content_type="multipart/form-data")


def ours():
    db.session.rollback()
    return db.session.get_one(OurCompany, 1, populate_existing=True)


def test_an_agent_names_the_company_and_every_page_is_called_so_at_once(maria, client):
    assert save(maria, name="Riverside Roasters", phone="+351 21 555 0142").status_code == 303
    assert "Riverside Roasters" in client.get("/").text
    assert "+351 21 555 0142" in client.get("/").text
    save(maria, name="Riverside Roasters", site="riverside.example/coffee")
    assert '<a href="https://riverside.example/coffee" dir="ltr">riverside.example/coffee</a>' in client.get("/").text
    assert "<title>The desk · Riverside Roasters" in maria.get("/desk").text
    assert "Riverside Roasters" in maria.get(HERE).text


def test_what_is_left_as_the_default_stays_a_default(maria):
    save(maria)
    assert (ours().zone, ours().accent, ours().languages, ours().version) == ("", "", "", 0)
    save(maria, name="Riverside Roasters")
    save(maria)
    assert ours().name == ""
    assert "Fernhill Coffee" in maria.get("/").text


def test_the_list_tells_who_changed_what_and_not_to_what(maria, cast):
    save(maria, name="Riverside Roasters", accent="#7a1f4b")
    (line,) = db.session.scalars(select(Audited).where(Audited.kind == "our_company"))
    assert (line.agent_id, line.data) == (cast.maria.id, {"changed": "accent, name"})
    assert "What we are called" in maria.get("/desk/audit?kind=our_company").text


def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast_and_nothing_is_lost(maria):
    answer = save(maria, name="Riverside Roasters", accent="#ffe08a")
    assert answer.status_code == 422
    assert "its contrast is 1.2, 4.5 is the least" in answer.text
    assert 'value="Riverside Roasters"' in answer.text
    assert 'value="#ffe08a"' in answer.text
    assert ours().version == 0


def test_several_faults_are_told_together(maria):
    answer = save(maria, site="not an address", zone="Lisbon", phone="call me")
    assert "3 things need another look" in answer.text
    for name in ("site", "zone", "phone"):
        assert f'id="our-{name}-error"' in answer.text


def test_the_colours_stand_at_an_address_that_changes_with_them(maria):
    save(maria, accent="#7a1f4b", accent_dark="#f3a8c8")
    assert "/brand.css?v=7a1f4bf3a8c8" in maria.get("/").text
    sheet = maria.get("/brand.css?v=7a1f4bf3a8c8")
    assert sheet.text == ":root{--accent:light-dark(#7a1f4b,#f3a8c8)}\n"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert maria.get("/brand.css?v=0b6b5d6fd0bd").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_served_for_good_under_the_name_of_its_content(maria, form):
    assert save(maria, logo=picture(form) + b"what hides behind a picture").status_code == 303
    logo = db.session.scalars(select(Logo)).one()
    assert b"what hides" not in logo.data
    page = maria.get("/")
    assert f'<img class="logo" src="/logo/{logo.name}" alt="" width="65" height="26">' in page.text
    served = maria.get(f"/logo/{logo.name}")
    assert (served.data, served.mimetype) == (logo.data, "image/png")
    assert "immutable" in served.headers["Cache-Control"]
    assert "sandbox" in served.headers["Content-Security-Policy"]


def test_a_logo_that_is_replaced_or_taken_away_is_nowhere_any_more(maria):
    save(maria, logo=picture())
    first = ours().logo
    save(maria, logo=picture(size=(200, 200)))
    assert maria.get(f"/logo/{first}").status_code == 404
    save(maria, without_logo="yes")
    assert db.session.scalars(select(Logo)).all() == []
    assert "/logo/" not in maria.get("/").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "This is an SVG"),
        (b"GIF89a....", "no picture that we can read"),
        (picture(size=(900, 20)), "is a stripe"),
    ],
    ids=["svg", "gif", "stripe"],
)
def test_what_is_no_logo_is_refused_in_words_and_what_was_typed_stays(maria, data, words):
    answer = save(maria, logo=data, name="Riverside Roasters")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Riverside Roasters"' in answer.text


def test_a_logo_that_came_with_a_form_that_was_refused_goes_along_with_the_next(maria):
    answer = save(maria, logo=picture(), zone="Lisbon")
    assert "Your picture is here already" in answer.text
    kept = answer.text.partition('name="logo_kept" value="')[2].partition('"')[0]
    assert save(maria, logo_kept=kept).status_code == 303
    assert ours().logo


def test_a_setting_wins_and_the_form_says_which(app, maria):
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, company_name="By The Setting", named=settings.named | {"company_name"}
    )
    page = maria.get(HERE).text
    assert "Set by STATUSPAGE_COMPANY_NAME; change it there." in page
    assert save(maria, name="Riverside Roasters", phone="+351 21 555 0142").status_code == 303
    assert (ours().name, ours().phone) == ("", "+351 21 555 0142")
    with write() as session:
        change_our_company(session, app.extensions["clock"](), {"name": "Riverside Roasters"}, agent_id=None)
    assert "By The Setting" in maria.get("/").text


def test_two_at_once_the_second_is_told_and_keeps_what_they_typed(maria):
    save(maria, name="Riverside Roasters")
    late = save(maria, seen="0", name="Somebody Else")
    assert late.status_code == 422
    assert "A colleague changed this while the page was open" in late.text
    assert 'value="Somebody Else"' in late.text
    assert ours().name == "Riverside Roasters"


def test_which_languages_there_are_is_said_here_too(maria):
    save(maria, languages=["ar"], first_language="de")
    assert ours().languages == "de,ar"
    maria.delete_cookie("desk")
    assert '<html lang="de"' in maria.get("/", headers={"Accept-Language": "en"}).text

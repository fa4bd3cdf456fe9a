"""Every error page names the company, says what happened and what to do next, and speaks of no mail."""

from dataclasses import replace

import pytest
from flask import render_template

from statuspage.surfaces.errors import KNOWN, ErrorPage
from tests.surfaces.private_things import words

PHONE = "+351 21 000 0000"


def written(app, code: int, *, is_replaced: bool = False) -> str:
    page = ErrorPage(code, "", is_replaced, [], False, "", "/", PHONE)
    with app.test_request_context("/nothing"):
        return render_template("errors/page.html", page=page)


@pytest.mark.parametrize("code", KNOWN)
def test_an_error_page_names_the_company_and_says_what_to_do_next(app, cast, code: int):
    html = written(app, code)
    body = html.split("<body")[1]
    assert app.extensions["settings"].company_name in body
    assert f'href="tel:{PHONE.replace(" ", "")}"' in body
    assert body.count('class="button') >= 2, "a way on, and the phone"
    assert "mail" not in words(body).lower()


def test_the_page_of_an_old_address_speaks_of_no_mail_either(app, cast):
    assert "mail" not in words(written(app, 410, is_replaced=True)).lower()


def test_the_phone_stands_on_real_error_pages_too(app, client, cast):
    app.extensions["settings"] = replace(app.extensions["settings"], company_phone=PHONE)
    assert "Call us:" in client.get("/nothing").text

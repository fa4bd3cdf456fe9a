"""Our own company and the first start from the command line."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image


@pytest.fixture
def company(app):
    def run(*more):
        result = app.test_cli_runner().invoke(args=["company", *more])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return run


def test_it_tells_what_holds_and_where_that_is_said(company):
    code, said, _ = company()
    assert code == 0
    assert "name         Fernhill Coffee  (default)" in said
    company("--name", "Riverside Roasters", "--accent", "#7a1f4b")
    code, said, _ = company()
    assert "name         Riverside Roasters  (desk)" in said
    assert "accent       #7a1f4b  (desk)" in said
    assert json.loads(company("--json")[1])["name"] == "Riverside Roasters"


def test_a_picture_becomes_the_logo_and_can_be_taken_away(company, client, tmp_path):
    file = tmp_path / "logo.png"
    data = io.BytesIO()
    Image.new("RGB", (60, 20)).save(data, "PNG")
    file.write_bytes(data.getvalue())
    assert company("--logo", str(file))[0] == 0
    assert '<img class="logo"' in client.get("/").text
    company("--without-logo")
    assert '<img class="logo"' not in client.get("/").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--accent", "#ffe08a"), "cannot be read well"),
        (("--accent", "red"), "must be a colour"),
        (("--languages", "en,xx"), "must be some of"),
        (("--site", "nowhere"), "is not the address of a website"),
        (("--zone", "Lisbon"), "is not a time zone"),
    ],
)
def test_what_cannot_be_is_refused_in_words(company, given, words):
    code, _, fault = company(*given)
    assert code == 1
    assert words in fault


def test_what_a_setting_says_is_changed_there(app, company):
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, named=settings.named | {"company_name"})
    code, _, fault = company("--name", "Riverside Roasters")
    assert code == 1
    assert "is set by STATUSPAGE_COMPANY_NAME: change it there." in fault


def test_the_doctor_says_where_nobody_has_named_the_company(app, company):
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, company_name="localhost")

    def told():
        result = app.test_cli_runner().invoke(args=["doctor", "--json"])
        return next(one for one in json.loads(result.stdout) if one["about"] == "company")

    assert told()["is_well"] is None
    assert "STATUSPAGE_COMPANY_NAME" in told()["do"]
    company("--name", "Riverside Roasters")
    assert told()["is_well"] is True


def test_a_link_for_the_first_start_is_for_an_empty_production_instance_alone(app, cast):
    told = app.test_cli_runner().invoke(args=["setup-link"])
    assert (told.exit_code, "Only production has a setup page" in told.stderr) == (1, True)
    app.extensions["settings"] = replace(app.extensions["settings"], environment="production", demo=False)
    app.extensions["is_set_up"] = False
    told = app.test_cli_runner().invoke(args=["setup-link"])
    assert (told.exit_code, "This has been set up already." in told.stderr) == (1, True)

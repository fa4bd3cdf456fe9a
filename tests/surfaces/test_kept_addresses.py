"""What a page of another version asks for is answered, and no cache keeps it under the address of something else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from statuspage import assets
from statuspage.present.embed import stylesheet

KEPT, NOT_KEPT = "public, max-age=31536000, immutable", "no-cache"


def ask(client: FlaskClient, address: str) -> tuple[int, bytes, str]:
    """Status, body, and how long it may be kept."""
    with client.get(address) as answer:  # a file is open until then
        return answer.status_code, answer.data, answer.headers["Cache-Control"]


@pytest.fixture
def addresses(app, client) -> list[str]:
    """Of what this version's pages ask for."""
    page = client.get("/").get_data(as_text=True)
    settings = app.extensions["settings"]
    return [
        *re.findall(r"/static/\S+?\?v=[0-9a-f]{12}", page),
        stylesheet.address(settings),
        stylesheet.address(settings, "aa2200"),
        stylesheet.ask_address(settings),
    ]


def test_the_address_of_this_version_is_kept_for_a_year(client, addresses) -> None:
    assert len(addresses) > 3
    assert {ask(client, one)[2] for one in addresses} == {KEPT}


def test_the_address_of_another_version_is_answered_and_kept_by_nobody(client, addresses) -> None:
    for one in addresses:
        _, body, _ = ask(client, one)
        assert ask(client, re.sub("v=[0-9a-f]{12}", "v=0123456789ab", one)) == (200, body, NOT_KEPT)


def test_a_file_that_was_replaced_while_we_run_is_kept_under_its_own_address_alone(tmp_path) -> None:
    app = Flask("small", static_folder=str(tmp_path), static_url_path="/static")
    assets.serve(app)
    (tmp_path / "base.css").write_text("body { color: black }")
    before = app.jinja_env.globals["asset"]("base.css")
    (tmp_path / "base.css").write_text("body { color: white; margin: 0 }")
    after = app.jinja_env.globals["asset"]("base.css")
    assert before != after
    assert ask(app.test_client(), before)[2] == NOT_KEPT
    assert ask(app.test_client(), after)[2] == KEPT

"""At the desk: what the team copies so that people can ask from other pages, and the sites that may show the form."""

import pytest
from lxml.html import fragment_fromstring, fromstring

from statuspage.db import db
from statuspage.domain.way_in.ask_sites import read_ask_sites
from tests.surfaces.desk import log_in, post

ELSEWHERE = "/desk/way-in/elsewhere"


@pytest.fixture
def maria(client, cast):
    log_in(client)
    post(client, "/desk/way-in/topics", title_en="Repairs", asked_en="", name="repair")
    return client


def texts(answer):
    return {
        area.get("id").removeprefix("text-"): area.value.strip()
        for area in fromstring(answer.text).xpath("//textarea[@readonly]")
    }


def sites():
    db.session.rollback()
    return read_ask_sites(db.session())


def test_each_text_is_filled_in_for_the_topic_and_escaped_for_where_it_goes(maria):
    found = texts(maria.get(f"{ELSEWHERE}?topic=repair&about=%3Cb%3E%22Lilla%22"))
    assert list(found) == ["element", "iframe", "link", "address", "qr"]
    element = fragment_fromstring(found["element"].split("</script>\n")[1])
    assert dict(element.attrib) == {
        "src": "http://localhost/ask",
        "topic": "repair",
        "about": '<b>"Lilla"',
        "theme": "auto",
        "style": "display: block; min-height: 560px",
    }
    address = "http://localhost/ask?topic=repair&about=%3Cb%3E%22Lilla%22"
    assert found["address"] == address == element.xpath("a/@href")[0]
    assert fragment_fromstring(found["iframe"]).get("src") == address.replace("/ask?", "/ask/frame?")
    assert maria.get(fragment_fromstring(found["qr"]).get("src")).status_code == 200


def test_an_unknown_topic_is_left_out_and_too_much_gets_no_code(maria):
    found = texts(maria.get(f"{ELSEWHERE}?topic=nothing&about=" + "☕" * 5_000))
    assert "qr" not in found
    assert "topic" not in found["address"]


def test_the_way_in_leads_there(maria):
    assert fromstring(maria.get("/desk/way-in").text).xpath(f'//a[@href="{ELSEWHERE}"]')


def test_sites_are_listed_and_none_at_first(maria):
    assert sites() == ()
    answer = post(maria, "/desk/way-in/sites", sites="shop.example/orders\nhttp://localhost:8080\n")
    assert (answer.status_code, answer.location) == (303, f"{ELSEWHERE}?said=saved#sites")
    assert sites() == ("https://shop.example", "http://localhost:8080")
    (area,) = fromstring(maria.get(ELSEWHERE).text).xpath('//textarea[@name="sites"]')
    assert area.value.split() == ["https://shop.example", "http://localhost:8080"]


@pytest.mark.parametrize("wrong", ["shop", "https://*", "'none'", "https://a.example; script-src *"])
def test_what_is_no_site_comes_back_as_typed_and_changes_nothing(maria, wrong):
    post(maria, "/desk/way-in/sites", sites="https://shop.example")
    answer = post(maria, "/desk/way-in/sites", sites=f"https://b.example\n{wrong}")
    assert answer.status_code == 422
    (area,) = fromstring(answer.text).xpath('//textarea[@name="sites"]')
    assert area.value.split("\n")[-1].strip() == wrong
    assert sites() == ("https://shop.example",)

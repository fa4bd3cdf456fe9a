"""Asked from another page: the form in a frame keeps its manners, and what was sent stays between the asker and us."""

import gzip
import io
import re

import pytest
from lxml.html import fromstring
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.files.file import File
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask_sites import save_ask_sites
from statuspage.domain.way_in.topics import save_topic
from statuspage.security.throttle import limiter

SHOP = "https://shop.example"
TYPED = {"story": "The pump hums.", "name": "Joana Reis", "contact": "joana@example.net", "zone": "Europe/Lisbon"}
OURS = {"Sec-Fetch-Site": "same-origin"}
NOWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "null"}  # what a sandboxed frame says
FRAMED = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture(autouse=True)
def _fresh(app, cast):
    limiter.reset()


@pytest.fixture
def topic(cast):
    with write() as session:
        save_topic(session, None, name="repair", words={"en": ("Repairs", "Which machine?")}, agents=[], first="en")


@pytest.fixture
def send(client, clock):
    """Fill in the form of the frame as a person does, and send it; what is answered."""

    def post(address="/ask/frame", headers=OURS, **more):
        shown = fromstring(client.get(address).text)
        form = {field.get("name"): field.get("value") or "" for field in shown.xpath('//input[@type="hidden"]')}
        clock.forward(minutes=1)
        (here,) = shown.xpath("//form/@action")
        return client.post(here, data={**form, **TYPED, **more}, headers=headers)

    return post


def tickets():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ticket))


def newest():
    db.session.rollback()
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def list_sites(*sites):
    with write() as session:
        save_ask_sites(session, "\n".join(sites))


def ancestors(answer):
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["Content-Security-Policy"])
    return found[1] if found else None


def value(answer, name):
    (field,) = fromstring(answer.text).xpath(f'//*[@name="{name}"]')
    return field.value.removeprefix("\n") if field.tag == "textarea" else field.value


# Its manners


def test_it_may_stand_on_our_own_pages_and_on_those_that_the_team_lists_and_nowhere_else(client):
    assert ancestors(client.get("/ask/frame")) == "'self'"
    list_sites(SHOP, "https://labels.example")
    assert ancestors(client.get("/ask/frame")) == f"'self' {SHOP} https://labels.example"


def test_its_policy_allows_only_what_is_ours_and_a_form_that_is_posted_to_us(client):
    policy = client.get("/ask/frame").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy


def test_it_sets_no_cookie_and_is_never_kept(client, send):
    for answer in (client.get("/ask/frame"), send(), send(name="")):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/ask/frame", "/ask/frame?topic=repair&about=Order+1042&lang=ar&theme=dark"])
@pytest.mark.parametrize("is_pressed", [False, True], ids=["quiet", "under pressure"])
def test_its_first_load_weighs_at_most_twelve_kilobytes(client, topic, monkeypatch, address, is_pressed):
    monkeypatch.setattr("statuspage.security.robots.asks_proof", lambda *_: is_pressed)
    page = client.get(address)
    files = re.findall(r"""<(?:link rel="stylesheet"|script defer) (?:href|src)="([^"]+)""", page.text)
    weights = [len(gzip.compress(page.data, 6))]
    for file in files:
        with client.get(file) as answer:
            assert answer.status_code == 200
            weights.append(len(gzip.compress(answer.data, 6)))
    assert len(weights) == (4 if is_pressed else 3)
    assert 3_000 < sum(weights) <= 12 * 1024


def test_the_script_of_the_element_has_at_most_two_kilobytes_and_is_for_any_page(client):
    answer = client.get("/ask-for-help.js")
    assert len(gzip.compress(answer.data)) <= 2048
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_whoever_only_shows_a_card_loads_nothing_of_it(client):
    assert "ask-for-help" not in client.get("/widget.js").text


# A site that is not listed


def test_a_site_that_is_not_listed_is_told_so_in_words_with_a_way_to_ask(client):
    list_sites(SHOP)
    answer = client.get("/ask/frame?topic=repair&about=1042", headers={**FRAMED, "Referer": "https://other.example/"})
    assert (answer.status_code, ancestors(answer)) == (403, None)
    page = fromstring(answer.text)
    assert "https://other.example is not among the sites" in page.text_content()
    assert page.xpath('//a[@target="_blank"]/@href') == ["http://localhost/ask?topic=repair&about=1042"]
    assert not page.xpath("//form")


@pytest.mark.parametrize(
    "headers",
    [
        {**FRAMED, "Referer": f"{SHOP}/orders/1042"},
        {**FRAMED, "Referer": "http://localhost/embed-gallery"},
        {**FRAMED},  # a page that says nothing of itself: the policy alone decides then
        {**FRAMED, "Referer": "nonsense"},
        {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site", "Referer": "https://other.example/"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin", "Referer": "https://other.example/"},
    ],
)
def test_everywhere_else_there_is_the_form(client, headers):
    list_sites(SHOP)
    answer = client.get("/ask/frame", headers=headers)
    assert answer.status_code == 200
    assert fromstring(answer.text).xpath("//form")


# After sending


def test_the_answer_names_the_person_and_leads_to_the_private_page_in_a_new_tab(client, send):
    answer = send()
    page = fromstring(answer.text)
    assert answer.status_code == 200
    text = " ".join(page.text_content().split())
    assert re.search(r"(Maria|Tom) has it", text)
    assert re.search(r"in until|back", text)
    (link,) = page.xpath('//a[contains(@href, "/t/")]')
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    private = client.get(link.get("href"))
    assert "The pump hums." in private.text
    assert newest().published_at is None, "nothing becomes public"


def test_no_address_of_the_frame_holds_the_key(client, send):
    answer = send()
    key = fromstring(answer.text).xpath('//a[contains(@href, "/t/")]/@href')[0].rsplit("/", 1)[1]
    assert "Location" not in answer.headers
    assert key not in str(answer.headers)
    assert answer.text.count(key) == 1, "in its link, and nowhere else"


def test_sent_again_by_a_reload_it_is_one_ticket_and_the_same_answer(client):
    form = {**TYPED, "once": "a-key"}
    first = client.post("/ask/frame", data=form, headers=OURS)
    before = tickets()
    again = client.post("/ask/frame", data=form, headers=OURS)
    assert tickets() == before
    links = [fromstring(one.text).xpath('//a[contains(@href, "/t/")]/@href') for one in (first, again)]
    assert links[0] == links[1] != []


def test_what_is_refused_comes_back_with_all_that_was_typed_where_it_stood(send):
    before = tickets()
    address = "/ask/frame?about=Order+1042&lang=de&theme=dark"
    answer = send(address, name="", story="It hums.", subject="Order 1042, changed")
    page = fromstring(answer.text)
    assert (answer.status_code, tickets()) == (422, before)
    assert (value(answer, "story"), value(answer, "contact")) == ("It hums.", TYPED["contact"])
    assert value(answer, "subject") == "Order 1042, changed"
    assert page.xpath("/html/@data-theme") == ["dark"]
    assert page.xpath("/html/@lang") == ["de"]
    assert page.xpath("//form/@action") == [address]


def test_all_that_is_wrong_is_said_at_once(send):
    answer = send(story="", name="", contact="nobody")
    found = fromstring(answer.text).xpath('//*[@id="errors"]//a/@href')
    assert (answer.status_code, found) == (422, ["#ask-story", "#ask-name", "#ask-contact"])
    assert "3 things need another look" in answer.text
    assert answer.text.count("Please write what happened.") == answer.text.count("Please write your name.") == 2


def test_whoever_asks_too_often_finds_their_words_in_the_form(send):
    for number in range(30):
        assert send(story=f"Number {number}").status_code == 200
    answer = send(story="One too many, and yet mine.")
    assert answer.status_code == 429
    assert value(answer, "story") == "One too many, and yet mine."
    assert "Your words are still here." in answer.text


def test_the_frame_makes_no_room_for_more_than_the_page_does(client, send):
    for number in range(15):
        assert send(story=f"Number {number}").status_code == 200
        assert client.post("/ask", data={**TYPED, "story": f"There {number}"}, headers=OURS).status_code == 303
    assert send().status_code == 429


# Of no origin, as in a sandbox


def test_a_sandboxed_frame_of_no_origin_can_ask(send):
    before = tickets()
    assert send(headers=NOWHERE).status_code == 200
    assert tickets() == before + 1
    assert newest().suspected_at is None


@pytest.mark.parametrize("files", [{}, {"files": (io.BytesIO(b"%PDF-1.4"), "label.pdf")}], ids=["words", "and a file"])
def test_far_too_long_a_story_of_no_origin_is_told_so_and_given_back(send, files):
    answer = send(story="It hums. " * 16_000, headers=NOWHERE, **files)
    assert answer.status_code == 413
    assert "It hums. It hums." in answer.text


def test_files_go_with_the_form_also_from_nowhere_and_those_that_are_here_stay_in_it(client, send):
    program, label = (io.BytesIO(b"MZ\0\0"), "bad.exe"), (io.BytesIO(b"%PDF-1.4\n%"), "label.pdf")
    refused = send(headers=NOWHERE, files=[label, program])
    assert refused.status_code == 422
    assert "“bad.exe” is none of what we take" in refused.text
    assert value(refused, "story") == TYPED["story"]
    (here,) = fromstring(refused.text).xpath('//input[@name="file" and @checked]/@value')
    sent = send(headers=NOWHERE, file=here, files_key=value(refused, "files_key"))
    assert sent.status_code == 200
    db.session.rollback()
    assert db.session.scalars(select(File.name).where(File.ticket_id == newest().id)).all() == ["label.pdf"]


def test_without_a_form_of_ours_nothing_of_no_origin_is_taken(client, send):
    before = tickets()
    for begun in ("", "1700000000.0~a~b.ffff", "x" * 300, "\udcff.x"):
        data = {**TYPED, "begun": begun.encode(errors="surrogatepass")}
        assert client.post("/ask/frame", data=data, headers=NOWHERE).status_code == 403
    assert tickets() == before


def test_a_form_that_was_made_for_another_address_is_looked_at_apart(app, client, send, clock):
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    shown = fromstring(client.get("/ask/frame", environ_base=elsewhere).text)
    (begun,) = shown.xpath('//input[@name="begun"]/@value')
    clock.forward(minutes=1)
    answer = client.post("/ask/frame", data={**TYPED, "begun": begun}, headers=NOWHERE)
    assert answer.status_code == 200
    assert newest().suspected_at is not None


def test_another_site_cannot_post_it_in_its_own_name(send):
    before = tickets()
    assert send(headers={"Sec-Fetch-Site": "cross-site", "Origin": SHOP}).status_code == 403
    assert tickets() == before


def test_only_the_frame_takes_what_comes_from_no_origin(client, send, clock):
    shown = fromstring(client.get("/ask/frame").text)
    (begun,) = shown.xpath('//input[@name="begun"]/@value')
    clock.forward(minutes=1)
    assert client.post("/ask", data={**TYPED, "begun": begun}, headers=NOWHERE).status_code == 403


# Whatever its address says


@pytest.mark.parametrize(
    "asked",
    [
        "theme=purple",
        "topic=nothing",
        "lang=tlh",
        "about=" + "x" * 5_000,
        "about=%00%ff%E2%80%AE<script>",
        "theme=dark&theme=light&topic=&about=",
    ],
)
def test_an_address_that_asks_for_the_unknown_gets_the_form(client, topic, asked):
    answer = client.get(f"/ask/frame?{asked}")
    assert answer.status_code == 200
    page = fromstring(answer.text)
    assert page.xpath("//form")
    assert page.xpath("/html/@data-theme")[0] in ("auto", "dark")
    assert len(value(answer, "subject") or "") <= 200


def test_where_nobody_may_ask_there_is_none(app, client):
    from dataclasses import replace

    app.extensions["settings"] = replace(app.extensions["settings"], ask=False)
    assert client.get("/ask/frame").status_code == 404
    assert client.get("/ask/qr.svg").status_code == 404


# On paper


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_address_is_there_as_a_qr_code(client, topic, kind, begins):
    answer = client.get(f"/ask/qr.{kind}?topic=repair&about=Lilla+Pro+7")
    assert (answer.status_code, answer.data.startswith(begins)) == (200, True)
    if kind == "svg":
        assert "http://localhost/ask?topic=repair&amp;about=Lilla+Pro+7" in answer.text


def test_what_no_telephone_could_read_is_refused_in_words(client):
    answer = client.get("/ask/qr.svg?about=" + "☕" * 200)
    assert answer.status_code == 400
    assert "too long for a QR code" in answer.text

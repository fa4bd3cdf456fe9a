"""A body is read as far as its route has room, and parsed only after the door; what is too much is told in words."""

from io import BytesIO

import pytest
from flask_limiter.errors import RateLimitExceeded

from statuspage.security import room
from statuspage.security.access import Access, access_of, room_of
from statuspage.security.room import ANYBODY, ASKED, FEW, LETTER, PHOTO, WISHES, WORDS, BoundedParser
from tests.cast import PASSWORD

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def login(client, cast):
    """Post a body as it stands to the login."""
    return lambda body, **more: client.post("/desk/login", data=body, content_type=FORM, **more)


def test_each_route_has_the_room_that_it_needs_and_no_more(app):
    rooms = {
        (rule.rule, method): room_of(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }
    assert rooms.pop(("/desk/login", "POST")) == ANYBODY == room.Room(16 * 1024, 50)
    assert rooms.pop(("/desk/me", "POST")) == rooms.pop(("/desk/our-company", "POST")) == PHOTO
    assert rooms.pop(("/setup", "POST")) == PHOTO, "of an empty production instance, and refused unread afterwards"
    ticket = "/desk/tickets/<int:ticket_id>"
    pieces = [place for place in rooms if place[0].endswith("/pieces")]
    assert {rooms.pop(place) for place in pieces} == {room.PIECE}
    for address in (f"{ticket}/letters", f"{ticket}/preview"):
        assert rooms.pop((address, "POST")) == room.LETTER_AND_FILES
    assert rooms.pop(("/t/<token>/replies", "POST")) == room.WORDS_AND_FILES
    assert room.Room(32 * 1024 * 1024, 1_100, words=128 * 1024) == room.WORDS_AND_FILES
    for name in ("unsent", "reading", "notes", "handovers", "closing", "letters/<int:letter>"):
        assert rooms.pop((f"{ticket}/{name}", "POST")) == LETTER
    for name in ("", "/<int:cause_id>", "/<int:cause_id>/letters"):
        assert rooms.pop((f"/desk/causes{name}", "POST")) == LETTER
    for name in ("", "/<int:draft_id>"):
        assert rooms.pop((f"/desk/drafts{name}", "POST")) == LETTER
    assert rooms.pop(("/mine/<token>/ask", "POST")) == room.ASKED_AND_FILES
    for address in ("/mine/<token>/company", "/mine/<token>/company/invitations", "/join/<token>"):
        assert rooms.pop((address, "POST")) == ASKED
    assert rooms.pop(("/ask/frame", "POST")) == room.ASKED_AND_FILES
    assert rooms.pop(("/ask", "POST")) == room.ASKED_AND_FILES == room.Room(16 * 1024 * 1024, 220, 128 * 1024)
    asked = [place for place in rooms if place[0].startswith("/ask/<form>/files")]
    assert {rooms.pop(place) for place in asked} == {ASKED} == {room.Room(128 * 1024, 220)}
    few = ("/p/<token>/follow", "/follow/<token>", "/held/<token>", "/ask/link", "/lost/<token>", "/mine/<token>/link")
    few += ("/mine/<token>/tickets", *(f"/mine/<token>/company/{name}" for name in ("own", "people", "way")))
    few += tuple(f"/mine/<token>/data/{name}" for name in ("erasing", "export"))
    for address in few:
        assert rooms.pop((address, "POST")) == FEW == room.Room(2 * 1024, 8)
    assert rooms.pop(("/m/<token>", "POST")) == WISHES
    assert rooms.pop(("/mail/in", "POST")) == room.MESSAGE, "which is read after the secret"
    assert set(rooms.values()) == {WORDS}
    known = (Access.AGENT, Access.PRIVATE, Access.DEMO, Access.MAIL_IN)
    strangers = {
        room_of(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) not in (*known, Access.SETUP)
    }
    assert strangers == {ANYBODY, ASKED, FEW, WISHES, room.ASKED_AND_FILES, room.PIECE}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"email=a&password=" + b"b" * 16_000, 422),
        (b"email=a&password=" + b"b" * 17_000, 413),
        (b"&".join([b"email=a"] * 50), 422),
        (b"&".join([b"email=a"] * 51), 413),
        (b"&" * 1_500_000, 413),
    ],
    ids=["16 KB", "17 KB", "50 fields", "51 fields", "1.5 million fields"],
)
def test_whoever_is_not_known_brings_a_little(login, body, code):
    answer = login(body)
    assert answer.status_code == code
    assert ("That was too much at once" in answer.text) is (code == 413)


def test_the_parts_of_a_multipart_form_are_counted_too(client, cast):
    few, many = ({f"field{number}": "x" for number in range(count)} for count in (50, 51))
    assert client.post("/desk/login", data=few, content_type="multipart/form-data").status_code == 422
    assert client.post("/desk/login", data=many, content_type="multipart/form-data").status_code == 413


def test_a_body_without_a_length_has_no_more_room(login):
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    assert login(b"email=a", environ_overrides=chunked).status_code == 422
    assert login(b"email=a&password=" + b"x" * 17_000, environ_overrides=chunked).status_code == 413


def test_no_form_is_parsed_before_the_door(client, cast, monkeypatch):
    monkeypatch.setattr(BoundedParser, "parse", lambda *_: pytest.fail("somebody parsed it"))
    large = b"&".join([b"body=x"] * 1_000)
    assert client.post("/t/AQGDmkrtpUZ_kkPCJjs4ZvuW/replies", data=large, content_type=FORM).status_code == 404
    assert client.post("/nowhere", data=large, content_type=FORM).status_code == 404
    other = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/desk/login", data=large, content_type=FORM, headers=other).status_code == 403


def test_the_throttle_is_asked_before_the_form_is_parsed(app, client, cast, run, monkeypatch):
    from statuspage.domain.shares.share import shares_of

    private = run(lambda session: app.extensions["urls"].token(shares_of(session, cast.ticket.id)["private"]))
    address = f"/t/{private}/replies"
    while client.post(address, data={"body": "Hello.", "once": "a"}).status_code != 429:
        pass
    order, parse = [], BoundedParser.parse
    refuse = RateLimitExceeded.__init__
    monkeypatch.setattr(BoundedParser, "parse", lambda *given: (order.append("form"), parse(*given))[1])
    monkeypatch.setattr(
        RateLimitExceeded, "__init__", lambda *given, **named: (order.append("throttle"), refuse(*given, **named))[1]
    )
    answer = client.post(address, data={"body": "Hello."})
    assert answer.status_code == 429
    assert order == ["throttle", "form"], "it is parsed only to be given back"
    assert "Hello." in answer.text


def test_a_login_too_many_is_refused_before_the_form_is_parsed(client, cast, monkeypatch):
    from statuspage.security import attempts

    wrong = {"email": cast.maria.email, "password": "not this one"}
    while client.post("/desk/login", data=wrong).status_code != 429:
        pass
    order, parse, ask = [], BoundedParser.parse, attempts.are_over
    monkeypatch.setattr(BoundedParser, "parse", lambda *given: (order.append("form"), parse(*given))[1])
    monkeypatch.setattr(attempts, "are_over", lambda *given: (order.append("tries"), ask(*given))[1])
    answer = client.post("/desk/login", data=wrong)
    assert answer.status_code == 429
    assert order == ["tries", "form"], "it is parsed only to be given back"
    assert cast.maria.email in answer.text


def test_a_customers_words_have_room_in_any_script_and_a_letters_more(app, client, cast, run):
    from statuspage.domain.shares.share import shares_of

    private = run(lambda session: app.extensions["urls"].token(shares_of(session, cast.ticket.id)["private"]))
    assert client.post(f"/t/{private}/replies", data={"body": "ش" * 10_000, "once": "a"}).status_code == 303
    assert client.post(f"/t/{private}/replies", data={"body": "ش" * 23_000, "once": "b"}).status_code == 413
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    page = client.get("/desk/me").text
    csrf = page.partition('name="csrf" value="')[2][:32]
    note = {"csrf": csrf, "body": "ش" * 20_000}
    assert client.post(f"/desk/tickets/{cast.ticket.id}/notes", data=note).status_code == 303


def test_a_refusal_at_the_desk_does_not_fail_by_what_came_with_it(client, cast):
    large = b"&".join([b"body=x"] * 100)
    assert client.post("/desk/me", data=large, content_type=FORM).status_code == 401
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    assert client.post("/desk/me/password", data=b"&" * 2_000, content_type=FORM).status_code == 413


def test_many_parameters_are_refused_in_words(client, cast):
    assert client.get("/?" + "&".join(["a=1"] * 50)).status_code == 200
    answer = client.get("/?" + "&".join(["a=1"] * 52))
    assert answer.status_code == 414
    assert "This address is too long" in answer.text


def test_a_part_without_a_name_is_no_field_and_one_that_breaks_off_leaves_nothing_open(app):
    begun = []

    class Noting(BoundedParser):
        def __init__(self):
            super().__init__(stream_factory=lambda *_, **__: begun.append(BytesIO()) or begun[-1])

    def parsed(body):
        return Noting().parse(BytesIO(body), "multipart/form-data", len(body), {"boundary": "b"})[1:]

    head = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data'
    form, files = parsed(head + b"\r\n\r\n2\r\n--b--\r\n")
    assert (list(form.items()), list(files)) == ([("a", "1")], [])
    form, files = parsed(head + b'; filename="x.png"\r\n\r\n2\r\n--b--\r\n')
    assert (list(form), list(files), begun[0].closed) == (["a"], [], True)
    form, files = parsed(head + b'; name="f"; filename="x.png"\r\n\r\n2\r\n')
    assert (list(form), list(files), begun[1].closed) == ([], [], True)
    form, files = parsed(head + b'; name="f"; filename="x.png"\r\n\r\n2\r\n--b--\r\n')
    assert (files["f"].read(), begun[2].closed) == (b"2", False)

"""How customers meet an agent, set by the agent: photo, hours, names, password."""

import io
import re
import threading

import pytest
from PIL import Image, ImageOps

from statuspage.domain.customer_verbs import reply
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.photos import Photo
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.cast import PASSWORD
from tests.patience import LONG
from tests.surfaces.desk import csrf, log_in, post

FACTS = {
    "name": "Maria Okafor",
    "public_name": "",
    "pronoun": "",
    "role": "Repairs",
    "place": "Porto",
    "phone": "+351 22 000 0000",
    "zone": "Europe/Lisbon",
    "language": "en",
    "tue_from": "10:00",
    "tue_to": "16:00",
}


def picture(
    size: tuple[int, int] = (900, 600), kind: str = "JPEG", *, colour: str = "#884422", **more: object
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def upload(client, data: bytes, name: str = "me.jpg"):
    return client.post("/desk/me", data={**FACTS, "csrf": csrf(client), "photo": (io.BytesIO(data), name)})


def of_maria(run, cast) -> Agent:
    return run(lambda session: session.get_one(Agent, cast.maria.id))


def test_an_agent_sets_place_and_hours_and_the_name_stays_the_first_one(maria, run, cast):
    assert post(maria, "/desk/me", **FACTS).status_code == 303
    agent = of_maria(run, cast)
    assert (agent.place, agent.public_name, agent.pronoun) == ("Porto", "Maria", "")
    assert agent.hours == {"tue": ["10:00", "16:00"]}


@pytest.mark.parametrize("span", [("09:00", "09:00"), ("09:00", ""), ("noon", "late"), ("9", "17")])
def test_hours_that_cannot_be_are_refused_and_kept_in_the_form(maria, run, cast, span):
    answer = post(maria, "/desk/me", **FACTS, mon_from=span[0], mon_to=span[1])
    assert answer.status_code == 422
    assert "Please give hours by day" in answer.text
    assert "Porto" in answer.text, "what was typed is still there"
    assert of_maria(run, cast).place == "Lisbon", "and nothing changed"


def test_a_photo_becomes_a_small_square_without_what_the_camera_wrote(maria, run, cast):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    assert upload(maria, picture(exif=exif)).status_code == 303
    name = of_maria(run, cast).photo
    (address,) = set(re.findall(rf'/photos/{name}[^"]*', maria.get("/desk/me").text))
    answer = maria.get(address)
    shown = Image.open(io.BytesIO(answer.data))
    assert (shown.format, shown.size, answer.mimetype) == ("WEBP", (288, 288), "image/webp")
    assert b"taken at home" not in answer.data


@pytest.fixture
def photographed(maria, run, cast):
    """Maria with a photo of her own; its name, and the address under which the desk and customers see it."""
    upload(maria, picture())
    name = of_maria(run, cast).photo
    (private,) = set(re.findall(rf'/photos/{name}[^"]*', maria.get("/desk/me").text))
    return name, private


def change(run, cast, **columns):
    def do(session):
        for column, value in columns.items():
            setattr(session.get_one(Agent, cast.maria.id), column, value)

    run(do)


@pytest.mark.parametrize("public_as", ["nobody", "name", "photo"])
@pytest.mark.parametrize("is_active", [True, False])
def test_anyone_sees_a_photo_only_while_its_agent_works_here_and_agrees(
    app, run, cast, photographed, public_as, is_active
):
    name, private = photographed
    change(run, cast, public_as=public_as, is_active=is_active)
    anyone = app.test_client()
    assert anyone.get(f"/photos/{name}").status_code == (200 if public_as == "photo" and is_active else 404)
    assert anyone.get(private).status_code == 200, "customers and colleagues meet them all the same"
    assert anyone.get(f"{private[:-1]}{'0' if private[-1] != '0' else '1'}").status_code == (
        200 if public_as == "photo" and is_active else 404
    )


def test_a_photo_is_asked_for_each_time_and_mostly_not_sent_again(client, run, cast, photographed):
    change(run, cast, public_as="photo")
    name, private = photographed
    for address, caching in ((f"/photos/{name}", "no-cache"), (private, "private, no-cache")):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == caching
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_photo_that_was_replaced_is_nowhere_any_more(maria, run, cast, photographed):
    name, private = photographed
    change(run, cast, public_as="photo")
    upload(maria, picture(colour="#228844"))
    assert of_maria(run, cast).photo != name
    assert {maria.get(address).status_code for address in (f"/photos/{name}", private)} == {404}
    assert run(lambda session: session.get(Photo, name)) is None


def test_the_customers_page_shows_a_photo_that_is_not_public_and_the_public_view_does_not(
    client, app, run, cast, photographed, clock
):
    name, private = photographed
    change(run, cast, public_as="name")
    run(publish, cast.ticket.id, PublicChoice(), clock())
    shares = run(lambda session: shares_of(session, cast.ticket.id))
    paths = {scope: app.extensions["urls"].shared(shares[scope]) for scope in ("private", "public")}
    assert private in client.get(paths["private"]).text
    assert name not in client.get(paths["public"]).text
    change(run, cast, public_as="photo")
    shown = client.get(paths["public"]).text
    assert f'"/photos/{name}"' in shown
    assert private not in shown


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n broken",
        picture()[:300],
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_refused_in_words(maria, run, cast, data):
    answer = upload(maria, data)
    assert answer.status_code == 422
    assert "no picture that we can read" in answer.text
    assert of_maria(run, cast).photo == "maria.svg"


def test_a_customer_is_not_kept_waiting_while_a_photo_is_made_small(app, maria, run, cast, clock, monkeypatch):
    def write() -> None:
        with app.app_context():
            run(reply, cast.ticket.id, clock(), body="Is anybody there?")

    def while_the_customer_writes(*picture: object) -> Image.Image:
        customer.start()
        customer.join(LONG)
        in_time.append(not customer.is_alive())
        return fit(*picture)

    fit, in_time, customer = ImageOps.fit, [], threading.Thread(target=write)
    monkeypatch.setattr(ImageOps, "fit", while_the_customer_writes)
    assert upload(maria, picture()).status_code == 303
    customer.join()
    assert in_time == [True]


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(maria):
    answer = upload(maria, picture((7000, 6000), "PNG"), "huge.png")
    assert answer.status_code == 422
    assert "too many pixels" in answer.text


@pytest.mark.parametrize("name", ["x.webp", "%00.webp", "a" * 32 + ".svg", "b" * 32 + ".webp"])
def test_no_other_photo_is_there(client, cast, name):
    assert client.get(f"/photos/{name}").status_code == 404


def test_a_new_password_needs_the_old_one_and_ends_every_other_session(app, maria, cast):
    elsewhere = app.test_client()
    log_in(elsewhere)
    assert post(maria, "/desk/me/password", current="wrong", password="a whole new sentence").status_code == 422
    assert post(maria, "/desk/me/password", current=PASSWORD, password="short").status_code == 422
    assert post(maria, "/desk/me/password", current=PASSWORD, password="a whole new sentence").status_code == 303
    assert maria.get("/desk/me").status_code == 200, "still signed in here"
    assert elsewhere.get("/desk/me").status_code == 302, "and nowhere else"
    assert log_in(elsewhere).status_code == 422


def test_a_very_long_password_opens_the_desk_as_it_was_typed(app, maria, cast):
    long = "one sentence, and " * 200
    assert post(maria, "/desk/me/password", current=PASSWORD, password=long).status_code == 303
    elsewhere = app.test_client()
    for password, code in ((long[:1024], 422), (long, 303)):
        data = {"email": cast.maria.email, "password": password}
        assert elsewhere.post("/desk/login", data=data).status_code == code
    assert post(maria, "/desk/me/password", current=long, password=PASSWORD).status_code == 303


def test_an_agent_confirms_the_first_name_that_public_views_may_show(maria, run, cast):
    assert post(maria, "/desk/me", **FACTS | {"name": "Dr. Maria Okafor"}).status_code == 303
    assert (of_maria(run, cast).first_name, of_maria(run, cast).public_name) == ("Maria", "Maria")
    assert post(maria, "/desk/me", **FACTS | {"first_name": "Maria Ada"}).status_code == 303
    assert of_maria(run, cast).first_name == "Maria Ada"
    assert "<small>Maria Ada</small>" in maria.get("/desk/me").text

"""What people type, own and follow, in the pages themselves: as typed, taken, found, told apart, and read elsewhere."""

import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.people.agents import Agent, add_agent, agent_by_email
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.tickets import Ticket
from statuspage.security.sessions import hash_password
from tests.browser.acts import write_letter
from tests.browser.conftest import Visit
from tests.browser.host import Host
from tests.browser.measure import sideways
from tests.browser.pages import PASSWORD
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh, now
from tests.browser.watch import Watch

QUOTES = "\n".join("> " * level + f"word{level}" for level in range(21))
ADDRESSES = {
    "https://parts.example/_next/valve_": "https://parts.example/_next/valve_",
    "workshop@fernhill.example": "mailto:workshop@fernhill.example",
}
CORNER = """async (picture) => {
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 288, height: 288 });
  const drawn = canvas.getContext("2d");
  drawn.drawImage(picture, 0, 0, 288, 288);
  return [...drawn.getImageData(3, 3, 1, 1).data].slice(0, 3);
}"""
ASKED = "address => fetch(address).then(answer => answer.text(), () => 'refused')"


@pytest.fixture
def written(ticket: Fresh, maria: Page, visit: Visit) -> Callable[[str], Locator]:
    """What Ana sees on a phone of a letter that Maria types at the desk."""

    def write(words: str) -> Locator:
        write_letter(maria, words)
        return visit(ticket.page, viewport={"width": 320, "height": 800}).locator(".letter.is-latest .letter-body")

    return write


def test_a_signature_under_dashes_is_no_heading(written: Callable[[str], Locator]) -> None:
    typed = "Kind regards\nMaria\n--\nFernhill"
    letter = written(typed)
    assert letter.inner_text() == typed
    expect(letter.locator("h1, h2, h3, h4, hr, ul")).to_have_count(0)


def test_addresses_in_a_letter_are_whole_and_can_be_followed(written: Callable[[str], Locator]) -> None:
    letter = written(" or ".join(ADDRESSES))
    assert letter.inner_text() == " or ".join(ADDRESSES)
    for words, to in ADDRESSES.items():
        link = letter.get_by_role("link", name=words, exact=True)
        expect(link).to_have_attribute("href", to)
        link.click(trial=True)


def test_an_answer_below_a_quote_stands_outside_of_it(written: Callable[[str], Locator]) -> None:
    letter = written("> quoted\nand the answer")
    expect(letter.locator("blockquote")).to_have_text("quoted")
    quoted, answer = (letter.get_by_text(words).bounding_box() for words in ("quoted", "and the answer"))
    assert quoted is not None
    assert answer is not None
    assert answer["x"] < quoted["x"]


def test_every_word_of_twenty_quotes_can_be_read_on_a_phone(written: Callable[[str], Locator]) -> None:
    letter = written(QUOTES)
    assert re.findall(r"word\d+", letter.inner_text()) == re.findall(r"word\d+", QUOTES)
    assert sideways(letter.page) == []


@pytest.mark.parametrize("typed", ["\u202a+351 21 555 0142\u202c", "030 – 555 0142", "020 7946 0958 ext. 12"])
@pytest.mark.parametrize("script", [True, False], ids=["by script", "without script"])
def test_a_number_to_call_is_taken_as_it_was_pasted(visit: Visit, ticket: Fresh, typed: str, script: bool) -> None:
    ana = visit(ticket.page, java_script_enabled=script)
    ana.get_by_role("button", name="Ask for a call").click()
    ana.get_by_label("Your phone number").fill(typed)
    ana.get_by_role("button", name="Ask for the call").click()
    expect(ana.get_by_text("Your wish for a call has arrived.")).to_be_visible()
    number = re.sub("[\u202a\u202c]", "", typed).replace("–", "-")
    expect(ana.locator(".is-reply .letter-body a[href^='tel:']")).to_have_text(number)


@pytest.mark.parametrize("after", [")", "\u200b", "/", ".)"])
@pytest.mark.parametrize("kind", ["private", "public"])
def test_a_link_with_what_stood_after_it_opens_the_page(visit: Visit, public: Fresh, kind: str, after: str) -> None:
    address = public.page if kind == "private" else public.public()
    page = visit(address + after)
    expect(page.get_by_role("heading", name="Maria").first).to_be_visible()
    assert page.url == address


def test_a_clock_without_a_city_is_told_by_its_distance_everywhere(server: Server, visit: Visit) -> None:
    ticket = fresh(server)
    far = visit(ticket.page, timezone_id="Etc/GMT+5")
    expect(far.get_by_role("button", name="Show them by mine (UTC−5)")).to_be_visible()
    far.get_by_role("button", name="Show them by mine").click()
    expect(far.get_by_text("Times are by the clock in UTC−5.")).to_be_visible()
    maria = visit(ticket.desk, agent="maria")
    expect(maria.locator("#case .case-facts")).to_contain_text("in UTC−5")
    for page in (far, maria):
        assert "GMT" not in page.locator("body").inner_text()


@pytest.mark.parametrize("typed", ["ana.reis@example.org\u200b", "\u200eana.reis@example.org"])
def test_the_address_of_a_customer_is_cleaned_of_what_nobody_sees(
    server: Server, visit: Visit, ticket: Fresh, typed: str
) -> None:
    customer = server.do(lambda session: session.get_one(Ticket, ticket.id).customer_id)
    maria = visit(f"{server.url}/desk/customers/{customer}", agent="maria")
    maria.get_by_label("Mail address").fill(typed)
    maria.get_by_role("button", name="Save").click()
    maria.wait_for_url("**?said=saved")
    assert server.do(lambda session: session.get_one(Customer, customer).email) == "ana.reis@example.org"


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("emilie", "Émilie Łukasz"),
        ("jon lind", "Jonas Lind"),
        ("08-555 0142", "Jonas Lind"),
        ("grommets", "Rui Alves"),
    ],
)
def test_people_are_found_from_the_desk(server: Server, visit: Visit, sought: str, found: str) -> None:
    server.do(add_customer, now(), name="Émilie Łukasz", zone="Europe/Paris", reach="page")
    server.do(add_customer, now(), name="Jonas Lind", zone="Europe/Stockholm", phone="+46 8 555 0142", reach="phone")
    fresh(server, name="Rui Alves").letter("The GROMMETS are here.")
    maria = visit(f"{server.url}/desk", agent="maria")
    maria.get_by_role("searchbox", name="Find a ticket or a customer").fill(sought)
    maria.keyboard.press("Enter")
    expect(maria.locator(".found").get_by_text(found).first).to_be_visible()


def colleague(server: Server, key: str, name: str) -> Agent:
    """An agent of this name, who can log in."""
    facts = {"email": f"{key}@fernhill.example", "name": name}

    def found(session: Session) -> Agent:
        known = agent_by_email(session, facts["email"])
        hashed = hash_password(PASSWORD)
        return known or add_agent(
            session, now(), password_hash=hashed, public_as="photo", zone="Europe/Lisbon", **facts
        )

    agent: Agent = server.do(found)
    server.links["agents"].append({**facts, "password": PASSWORD})
    return agent


def hand(ticket: Fresh, by: str, to: str) -> None:
    """``by`` gives the ticket to ``to``."""

    def do(session: Session) -> None:
        one, other = (agent_by_email(session, f"{key}@fernhill.example") for key in (by, to))
        assert one is not None
        assert other is not None
        hand_over(session, ticket.id, one, other, now(), note="Yours.")

    ticket.server.do(do)


def test_an_agent_confirms_a_first_name_and_two_of_one_name_are_told_apart_but_in_public(
    server: Server, visit: Visit, ticket: Fresh
) -> None:
    colleague(server, "anna", "Dr. Anna Weiss")
    hand(ticket, "maria", "anna")
    ticket.publish(PublicChoice(owner="name", letters=True))
    public = visit(ticket.public())
    expect(public.locator(".owner h2")).to_have_text("Anna")
    anna = visit(f"{server.url}/desk/me", agent="anna")
    expect(anna.get_by_label("Your first name")).to_have_value("Anna")
    anna.get_by_label("Your first name").fill("Anna Lena")
    anna.get_by_role("button", name="Save").first.click()
    anna.wait_for_url("**?said=*")
    expect(public.locator(".owner h2")).to_have_text("Anna Lena")
    colleague(server, "anna.lang", "Anna Lang")
    hand(ticket, "anna", "anna.lang")
    expect(visit(ticket.page).get_by_text("Anna W. handed this to Anna L.")).to_be_visible()
    expect(public.locator(".owner h2")).to_have_text("Anna")
    assert not re.search(r"Anna [WL]\.", public.locator("body").inner_text())


def test_a_photo_that_lets_something_through_stands_on_the_ground_of_a_card(
    server: Server, visit: Visit, tmp_path: object
) -> None:
    colleague(server, "rui", "🇵🇹 Rui")
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(f"{tmp_path}/me.png")
    rui = visit(f"{server.url}/desk/me", agent="rui")
    rui.get_by_label("Your photo").set_input_files(f"{tmp_path}/me.png")
    rui.get_by_role("button", name="Save").first.click()
    rui.wait_for_url("**?said=*")
    corner = rui.locator(".me-photo img").evaluate(CORNER)
    assert all(abs(one - other) <= 3 for one, other in zip(corner, (255, 254, 252), strict=True))


def test_initials_have_a_whole_flag(server: Server, visit: Visit, ticket: Fresh) -> None:
    colleague(server, "rui.alves", "🇵🇹 Rui Alves")
    hand(ticket, "maria", "rui.alves")
    expect(visit(ticket.page).locator(".owner .face text")).to_have_text("🇵🇹A")


def test_a_public_feed_is_read_by_another_sites_script_and_a_private_one_by_none(
    host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    watch.allow("CORS", "CorsIssue", "ERR_FAILED")
    page = visit(host.show("/", "<p>News</p>"))
    for kind in (".atom", ".json"):
        assert "Maria" in page.evaluate(ASKED, public.public("public_feed").replace(".atom", kind))
        assert page.evaluate(ASKED, public.public("feed").replace(".atom", kind)) == "refused"


@pytest.mark.parametrize("place", ["customer", "public", "desk"])
def test_each_letter_is_found_by_its_heading(visit: Visit, public: Fresh, place: str) -> None:
    public.letter("It is on the bench.", is_public=True)
    address = {"customer": public.page, "public": public.public(), "desk": public.desk}[place]
    page = visit(address, agent="maria" if place == "desk" else "")
    written = page.locator("article.letter")
    expect(written).to_have_count(2 if place == "public" else 3)
    for letter in written.all():
        expect(letter.get_by_role("heading", level=3, name=re.compile(r"^\S.*\d\d:\d\d")).first).to_be_visible()


def test_an_agent_logs_in_with_an_address_that_was_pasted_with_something_unseen(server: Server, visit: Visit) -> None:
    page = visit(f"{server.url}/desk/login")
    maria = next(person for person in server.links["agents"] if person["email"].startswith("maria"))
    expect(page.get_by_label("Mail address")).to_be_focused()  # nobody types before the page is drawn
    page.get_by_label("Mail address").fill(f"\u200b{maria['email']}\u200b")
    page.get_by_label("Password").fill(maria["password"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{server.url}/desk")

"""The letter being written: short until it is used, honest about its clocks, and its button says what it will do."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from statuspage.domain.customer_verbs import reply
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.browser.acts import SOON, begin_letter, composer, letters, listens, times, unfold
from tests.browser.conftest import Visit, log_in
from tests.browser.measure import becomes, comes_true
from tests.browser.pages import AGENTS, NAMES, add_agents
from tests.browser.server import Server, serving
from tests.browser.tickets import Fresh, fresh, now
from tests.browser.watch import Watch

SAYS = "[data-send]"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo as it is loaded, before any other test has written in it."""
    with serving(tmp_path_factory.mktemp("demo")) as server:
        yield server


def _lives_in(server: Server, ticket: Fresh, zone: str) -> None:
    server.do(lambda session: setattr(session.get(Customer, session.get(Ticket, ticket.id).customer_id), "zone", zone))


def test_the_field_is_short_and_grows_with_what_is_written(maria: Page) -> None:
    field = composer(maria).get_by_label("Your letter to")
    height = "field => field.getBoundingClientRect().height"
    short = field.evaluate(height)
    assert short < 90
    field.fill("\n".join(["Ana, the fuse is out."] * 8))
    assert field.evaluate(height) > 2 * short
    assert field.evaluate("field => field.scrollHeight <= field.clientHeight + 1"), "all of it is seen"


@pytest.mark.parametrize("width", [768, 1280])
def test_the_ways_to_send_it_stay_on_one_line_beside_what_is_kept(visit: Visit, ticket: Fresh, width: int) -> None:
    page = visit(ticket.desk, agent="maria", viewport={"width": width, "height": 900})
    composer(page).get_by_label("Your letter to").fill("Ana, the fuse is out.")
    expect(composer(page).get_by_text("Kept")).to_be_visible()
    page.reload()
    expect(composer(page).get_by_text("Kept from")).to_be_visible()
    composer(page).get_by_role("radio", name="Another time").check()
    composer(page).locator("[name=day]").fill(f"{now() + timedelta(days=360):%Y-%m-%d}")
    composer(page).locator("[name=time]").fill("17:00")
    expect(composer(page).locator(SAYS)).to_have_accessible_name(re.compile(r"next word \w{3} \d"))
    tops = [one.bounding_box() for one in composer(page).locator(".composer-send .button:not([name=discard])").all()]
    assert len(tops) == 3
    assert len({round(box["y"] + box["height"] / 2) for box in tops if box}) == 1


def test_a_browser_that_cannot_size_a_field_by_its_words_is_helped(visit: Visit, ticket: Fresh) -> None:
    page = visit(agent="maria")
    page.add_init_script("CSS.supports = () => false")
    page.goto(ticket.desk)
    field = composer(page).get_by_label("Your letter to")
    field.evaluate("field => { field.style.fieldSizing = 'fixed'; }")
    field.fill("\n".join(["Ana, the fuse is out."] * 8))
    assert field.evaluate("field => field.scrollHeight <= field.clientHeight + 1")


def test_the_button_says_what_it_will_do_whatever_is_chosen(maria: Page) -> None:
    button = composer(maria).locator(SAYS)
    for chip in times(maria).all():
        chip.check()
        expect(button).to_have_accessible_name(f"Send, next word {chip.get_attribute('data-when-words')}")
    composer(maria).get_by_role("radio", name="Ask: is it solved?").check()
    expect(button).to_have_accessible_name("Ask Ana")
    composer(maria).get_by_role("radio", name="Another time").check()
    composer(maria).get_by_label("Day", exact=True).fill("2099-11-26")
    composer(maria).get_by_label("Time", exact=True).fill("08:30")
    expect(button).to_have_accessible_name("Send, next word Thu 26 Nov, 08:30")
    composer(maria).get_by_label("Day", exact=True).fill("")
    expect(button).to_have_accessible_name("Send to Ana")
    unfold(maria, "how")
    composer(maria).get_by_label("Who sees it").select_option("us")
    expect(composer(maria).get_by_role("button", name="Keep among us", exact=True)).to_be_visible()


def test_the_button_says_that_a_call_is_promised(server: Server, visit: Visit, ticket: Fresh) -> None:
    server.do(
        lambda session: setattr(
            session.get(Customer, session.get(Ticket, ticket.id).customer_id), "phone", "+351 91 555 0163"
        )
    )
    page = visit(ticket.desk, agent="maria")
    unfold(page, "how")
    composer(page).get_by_label("I’ll call then").check()
    when = times(page).locator("visible=true").and_(page.locator(":checked")).get_attribute("data-when-words")
    expect(composer(page).locator(SAYS)).to_have_accessible_name(f"Send, call {when}")
    expect(composer(page).locator("#letter-how summary")).to_contain_text("I’ll call")


def test_the_quiet_line_says_in_words_how_it_is_sent(maria: Page) -> None:
    line = composer(maria).locator("#letter-how summary")

    def says(words: str) -> None:
        comes_true(maria, lambda: " ".join(line.inner_text().split()) == f"How it is sent: {words}", words)

    says("Heard · our turn Ana only · no mail")  # a dot stands between the two, drawn
    unfold(maria, "how")
    composer(maria).get_by_label("Step").select_option("working")
    composer(maria).get_by_label("Whose turn").select_option("third")
    composer(maria).get_by_label("Who sees it").select_option("public")
    composer(maria).get_by_label("I said this on the phone").check()
    says("Working on it · someone else’s turn Ana and the public view · by phone · no mail")
    composer(maria).get_by_role("radio", name="Ask: is it solved?").check()
    says("Solved · Ana’s turn Ana and the public view · by phone · no mail")
    composer(maria).get_by_label("Who sees it").select_option("us")
    says("Only us: a note · by phone")


def test_another_time_says_both_clocks(server: Server, visit: Visit, ticket: Fresh) -> None:
    _lives_in(server, ticket, "Asia/Tokyo")
    page = visit(ticket.desk, agent="maria")
    both = composer(page).locator("[data-both]")
    expect(both).to_be_hidden()
    composer(page).get_by_role("radio", name="Another time").check()
    composer(page).get_by_label("Day", exact=True).fill("2099-01-14")
    composer(page).get_by_label("Time", exact=True).fill("18:30")
    expect(both).to_have_text("Wed 14 Jan, 18:30 in Tokyo, Wed 14 Jan, 09:30 yours")
    composer(page).get_by_label("Time", exact=True).fill("07:00")
    expect(both).to_have_text("Wed 14 Jan, 07:00 in Tokyo, Tue 13 Jan, 22:00 yours")


def test_every_chip_says_both_clocks_of_a_customer_far_away(server: Server, visit: Visit, ticket: Fresh) -> None:
    _lives_in(server, ticket, "Asia/Tokyo")
    page = visit(ticket.desk, agent="maria")
    hints = composer(page).locator(".chip:has([data-when-words]) small").all_inner_texts()
    assert len(hints) == times(page).count()
    assert all("yours" in hint and "not in" not in hint for hint in hints), hints


def test_a_form_that_is_begun_keeps_the_times_that_it_offered(server: Server, maria: Page, ticket: Fresh) -> None:
    composer(maria).get_by_label("Your letter to").fill("Ana, one moment")
    chosen = times(maria).last
    chosen.check()
    value, words = chosen.get_attribute("value"), composer(maria).locator(SAYS).inner_text()
    _lives_in(server, ticket, "Asia/Tokyo")
    server.do(reply, ticket.id, now(), body="It hisses now.")
    expect(maria.locator("#top").get_by_text("It hisses now.")).to_be_visible(timeout=SOON)
    assert times(maria).last.get_attribute("value") == value
    expect(times(maria).last).to_be_checked()
    expect(composer(maria).locator(SAYS)).to_have_accessible_name(words)


def test_the_button_still_says_it_after_the_page_was_told_something_new(
    server: Server, maria: Page, ticket: Fresh
) -> None:
    composer(maria).get_by_role("radio", name="Ask: is it solved?").check()
    server.do(reply, ticket.id, now(), body="It hisses now.")
    expect(maria.locator("#top").get_by_text("It hisses now.")).to_be_visible(timeout=SOON)
    expect(composer(maria).locator(SAYS)).to_have_accessible_name("Ask Ana")
    assert maria.locator("#act-note > summary").get_attribute("aria-keyshortcuts") == "n"


def test_without_script_a_letter_is_sent_with_the_usual_promise_and_the_next_is_there(
    visit: Visit, ticket: Fresh
) -> None:
    page = visit(ticket.desk, agent="maria", java_script_enabled=False)
    expect(composer(page).get_by_role("button", name="Send to Ana", exact=True)).to_be_visible()
    expect(composer(page).locator("[data-both]")).to_be_hidden()
    unfold(page, "how")
    composer(page).get_by_label("Step").select_option("working")
    composer(page).get_by_label("Your letter to").fill("Ana, sent without any script.")
    composer(page).get_by_role("button", name="Send and next").click()
    expect(page.get_by_text("Sent: it stands on the page of Ana.")).to_be_visible()
    assert not page.url.startswith(ticket.desk + "?")
    page.goto(ticket.desk)
    sent = letters(page).filter(has_text="without any script")
    expect(sent).to_contain_text("Next word by")
    expect(sent).to_contain_text("Working on it")


def test_the_next_ticket_is_answered_with_a_promise_in_three_acts(demo: Server, visit: Visit, watch: Watch) -> None:
    """From the queue to the ticket after it; typing is none of them."""
    watch.origins.add(demo.url)
    desk = visit()
    log_in(desk, demo, "maria")
    first = desk.locator("[data-open-next]").get_attribute("href")
    name = desk.locator(".glance h1").inner_text()
    acts: list[str] = []
    typed = False

    def press(key: str) -> None:
        acts.append(key)
        desk.keyboard.press(key)

    press("Enter")
    desk.wait_for_url(str(first))
    listens(desk)
    for field in composer(desk).locator("textarea:visible").all():  # after "not quite", what was heard is asked again
        if typed:
            press("Tab")
        expect(field).to_be_focused()
        desk.keyboard.type("The fuse is out, and a new one comes tonight.")
        typed = True
    promised = composer(desk).locator("[data-send]").inner_text()
    assert promised.startswith("Send, next word"), promised
    press("Control+Shift+Enter")
    desk.wait_for_url(lambda address: address.rstrip("/") != first and "/desk" in address)
    expect(desk.get_by_text(f"Sent: it stands on the page of {name.split()[0]}")).to_be_visible()
    expect(desk.locator("#case")).to_be_visible()
    assert desk.url != first
    assert len(acts) <= 3, acts
    desk.goto(str(first))
    expect(letters(desk).filter(has_text="a new one comes tonight")).to_contain_text("Next word by")


def test_what_was_done_to_the_ticket_before_is_said_once(maria: Page, ticket: Fresh) -> None:
    begin_letter(maria, "Ana, said once.")
    composer(maria).get_by_role("button", name="Send and next").click()
    expect(maria.get_by_text("Sent: it stands on the page of Ana.")).to_be_visible()
    becomes(maria, "!location.search")
    maria.reload()
    expect(maria.locator("main")).to_be_visible()
    expect(maria.get_by_text("Sent: it stands on the page of Ana.")).to_have_count(0)


def test_open_places_keep_a_letter_from_being_sent_by_the_second_button_too(maria: Page, ticket: Fresh) -> None:
    begin_letter(maria, "Ana, [[what you found]].")
    before = ticket.version
    field = composer(maria).get_by_label("Your letter to")
    field.focus()
    maria.keyboard.press("Control+Shift+Enter")
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    comes_true(maria, lambda: field.evaluate(chosen) == "[[what you found]]")  # after we were reached (sending.js)
    assert ticket.version == before


def test_whose_ticket_it_is_and_who_is_in_it_stand_in_one_bar(visit: Visit, ticket: Fresh, maria: Page) -> None:
    expect(maria.locator("#whose")).to_be_hidden()
    tom = visit(ticket.desk, agent="tom")
    bar = tom.locator("#whose")
    expect(bar).to_contain_text("You are in the ticket of Maria")
    expect(bar).to_contain_text("Maria has this open too", timeout=SOON)
    expect(maria.locator("#whose")).to_have_text("Tom has this open too", use_inner_text=True, timeout=SOON)
    composer(maria).get_by_label("Your letter to").press_sequentially("Ana, ", delay=30)
    expect(bar).to_contain_text("Maria is writing to Ana now", timeout=SOON)
    colours = "bar => [getComputedStyle(bar).backgroundColor, getComputedStyle(document.body).backgroundColor]"
    mine, paper = bar.evaluate(colours)
    assert mine != paper, "it is coloured"
    assert bar.evaluate("bar => bar.getBoundingClientRect().bottom") <= tom.locator("#case").evaluate(
        "head => head.getBoundingClientRect().top"
    )


def test_a_ticket_that_is_handed_over_while_it_is_open_says_whose_it_is_now(maria: Page, ticket: Fresh) -> None:
    ticket.hand_over("tom")
    expect(maria.locator("#whose")).to_contain_text("You are in the ticket of Tom", timeout=SOON)


@pytest.fixture
def unheard(server: Server) -> Fresh:
    return fresh(server, heard=False)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_what_was_heard_is_asked_for_and_their_words_are_still_in_the_first_view(
    visit: Visit, unheard: Fresh, width: int, height: int
) -> None:
    page = visit(unheard.desk, agent="maria", viewport={"width": width, "height": height})
    expect(composer(page).get_by_label("What did you hear")).to_be_visible()
    expect(composer(page).get_by_label("Your letter to Ana")).to_be_visible()
    expect(page.get_by_text("It did it again this morning")).to_be_in_viewport(ratio=0.9 if width > 390 else 0.4)


def test_what_a_field_asks_for_is_read_from_the_right_in_arabic(server: Server, visit: Visit) -> None:
    add_agents(server)
    page = visit(fresh(server, name=NAMES["ar"], language="ar").desk, agent=AGENTS["ar"])
    field = page.locator("#letter-body")
    assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"
    field.fill("Ana, the fuse is out.")
    assert field.evaluate("field => getComputedStyle(field).direction") == "ltr"

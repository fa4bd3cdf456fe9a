"""Words that were lost once: in a form that came by Back, in a second tab, and when the server could not take them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, text

from statuspage.domain.desk.unsent_letters import read_unsent, save_unsent
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.shares.verbs import rotate
from tests.browser.acts import composer, letters, reply, times, write_letter
from tests.browser.conftest import Visit, log_in
from tests.browser.measure import comes_true, sideways, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now
from tests.browser.watch import Watch

MARIA = 1
FIRST, SECOND = "Ana, the fuse is out.", "Ana, a loaner is on its way."
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["by script", "without script"])


def replies(ticket: Fresh) -> list[str]:
    """What the customer has written, after the first words."""
    said = select(Reply.body).where(Reply.ticket_id == ticket.id, Reply.version > 1).order_by(Reply.version)
    return list(ticket.server.do(lambda session: session.scalars(said).all()))


def begun(ticket: Fresh) -> list[str]:
    """The letters that Maria has begun and not sent."""
    found = ticket.server.do(lambda session: [one.fields for one in read_unsent(session, MARIA, ticket.id)])
    return sorted(fields["body"] for fields in found)


@contextmanager
def full_disk(ticket: Fresh) -> Iterator[None]:
    """Nothing can be written about this ticket."""
    refuse = f"WHEN NEW.ticket_id = {ticket.id} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    ticket.server.do(lambda session: session.execute(text(f"CREATE TRIGGER full BEFORE INSERT ON event {refuse}")))
    try:
        yield
    finally:
        ticket.server.do(lambda session: session.execute(text("DROP TRIGGER full")))


@SCRIPT
def test_after_back_other_words_in_the_same_form_arrive_too(visit: Visit, ticket: Fresh, script: bool) -> None:
    ana = visit(ticket.page, java_script_enabled=script)
    reply(ana, "The first words.")
    ana.goto(f"{ticket.page}/studio")
    ana.go_back()
    reply(ana, "The second words.")
    ana.get_by_label("Write to Maria").fill("Half a sentence, and")
    ana.goto(f"{ticket.page}/studio")
    ana.go_back()
    expect(ana.get_by_label("Write to Maria")).to_have_value("Half a sentence, and")
    assert replies(ticket) == ["The first words.", "The second words."]
    for words in ("The first words.", "The second words."):
        expect(ana.locator(".letters .letter-body").get_by_text(words)).to_have_count(1)


def test_the_same_form_in_two_tabs_sends_what_was_written_in_each(visit: Visit, ticket: Fresh) -> None:
    ana = visit(ticket.page)
    key = ana.locator("#reply [name=once]").input_value()
    copy = ana.context.new_page()
    copy.goto(ticket.page)
    copy.locator("#reply [name=once]").evaluate("(field, key) => { field.value = key; }", key)
    for page, words in ((ana, "From one tab."), (copy, "From the other tab.")):
        reply(page, words)
    assert replies(ticket) == ["From one tab.", "From the other tab."]


@SCRIPT
def test_what_was_typed_is_still_in_the_form_after_back(visit: Visit, ticket: Fresh, script: bool) -> None:
    ana = visit(ticket.page, java_script_enabled=script)
    ana.get_by_label("Write to Maria").fill("Half a sentence, and")
    ana.goto(f"{ticket.page}/studio")
    ana.go_back()
    expect(ana.get_by_label("Write to Maria")).to_have_value("Half a sentence, and")
    ana.goto(f"{ticket.page}/studio")
    ana.get_by_text("Where it may stand").click()
    sites = ana.get_by_label("Sites that may show the card")
    sites.fill("https://cafe.example")
    ana.goto(ticket.page)
    ana.go_back()
    expect(sites).to_have_value("https://cafe.example")


@SCRIPT
def test_what_an_agent_typed_is_still_in_the_form_after_back(visit: Visit, ticket: Fresh, script: bool) -> None:
    maria = visit(ticket.desk, agent="maria", java_script_enabled=script)
    composer(maria).get_by_label("Your letter to").fill(FIRST)
    maria.locator("#act-note summary").click()
    maria.get_by_label("A note among us").fill("Ask Tom.")
    maria.get_by_role("link", name="New ticket").first.click()
    maria.get_by_label("What happened, in their words").fill("It hisses.")
    maria.go_back()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(FIRST)
    expect(maria.get_by_label("A note among us")).to_have_value("Ask Tom.")
    maria.go_forward()
    expect(maria.get_by_label("What happened, in their words")).to_have_value("It hisses.")


def note(page: Page) -> Locator:
    return page.get_by_label("A note among us")


def begin_note(page: Page, words: str) -> None:
    page.locator("#act-note summary").click()
    note(page).fill(words)


def test_what_an_agent_typed_is_there_in_a_second_tab_and_where_the_browser_forgets_forms(maria: Page) -> None:
    begin_note(maria, "Ask Tom.")
    with maria.expect_popup() as second:
        maria.evaluate("() => { open(location.href); }")
    expect(note(second.value)).to_have_value("Ask Tom.")
    expect(note(second.value)).to_be_visible()
    maria.goto(maria.url)
    expect(note(maria)).to_have_value("Ask Tom.")
    maria.get_by_role("button", name="Keep the note").click()
    expect(maria.locator("article.note")).to_contain_text("Ask Tom.")
    expect(note(maria)).to_have_value("")
    maria.goto(maria.url.partition("?")[0])
    expect(note(maria)).to_have_value("")


def test_sending_the_letter_leaves_a_note_that_was_begun(maria: Page) -> None:
    begin_note(maria, "Ask Tom.")
    write_letter(maria, FIRST)
    expect(note(maria)).to_have_value("Ask Tom.")


def test_a_note_that_was_refused_comes_back_as_the_server_made_it_better(maria: Page, watch: Watch) -> None:
    watch.allow("status 422")
    begin_note(maria, "Ask\u202e Tom.")
    maria.get_by_role("button", name="Keep the note").click()
    expect(maria.get_by_role("alert")).to_be_visible()
    expect(note(maria)).to_have_value("Ask Tom.")


def test_what_an_agent_typed_is_no_other_agents_and_ends_with_the_logout(
    server: Server, visit: Visit, ticket: Fresh
) -> None:
    page = visit()
    log_in(page, server, "maria")
    page.goto(ticket.desk)
    begin_note(page, "Ask Tom.")
    page.context.clear_cookies()
    log_in(page, server, "tom")
    page.goto(ticket.desk)
    expect(note(page)).to_have_value("")
    page.context.clear_cookies()
    log_in(page, server, "maria")
    page.goto(ticket.desk)
    expect(note(page)).to_have_value("Ask Tom.")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/desk/login?said=left")
    assert page.evaluate("() => sessionStorage.length") == 0
    log_in(page, server, "maria")
    page.goto(ticket.desk)
    expect(note(page)).to_have_value("")


@SCRIPT
def test_a_full_disk_takes_no_word_of_the_customers(visit: Visit, ticket: Fresh, watch: Watch, script: bool) -> None:
    watch.allow("status 500", "htmx")
    ana = visit(ticket.page, java_script_enabled=script)
    field = ana.get_by_label("Write to Maria")
    with full_disk(ticket):
        field.fill("It hisses again.")
        ana.locator("#reply").get_by_role("button", name="Send").click()
        expect(ana.get_by_text("Something broke on our side")).to_be_visible()
        if script:
            expect(ana.get_by_text("What you wrote is still in the form.")).to_be_visible()
        else:
            expect(ana.get_by_role("heading", name="Your words, which were not sent")).to_be_visible()
            expect(ana.get_by_label("What you wrote")).to_have_value("It hisses again.")
            ana.go_back()
    expect(field).to_have_value("It hisses again.")
    ana.locator("#reply").get_by_role("button", name="Send").click()
    expect(ana.get_by_text("Your words have arrived.")).to_be_visible()
    assert replies(ticket) == ["It hisses again."]


def test_a_failure_of_a_form_over_the_page_is_told_inside_it(ana: Page, ticket: Fresh, watch: Watch) -> None:
    watch.allow("status 500", "ERR_FAILED", "htmx")
    ana.get_by_role("button", name="Ask for a call").click()
    ana.get_by_label("Your phone number").fill("+351 91 000 0000")
    ana.get_by_label("When suits you?").fill("today after four")
    send, told = ana.get_by_role("button", name="Ask for the call"), ana.locator("#call > .notice")
    with full_disk(ticket):
        send.click()
        expect(told).to_contain_text("What you wrote is still in the form.")
    ana.route("**/calls", lambda route: route.abort())
    send.click()
    expect(told).to_contain_text("This did not reach us.")
    expect(told).to_have_count(1)
    expect(ana.get_by_label("When suits you?")).to_have_value("today after four")
    ana.unroute("**/calls")
    send.click()
    expect(ana.get_by_text("Your wish for a call has arrived.")).to_be_visible()
    expect(ana.locator("#call")).to_be_hidden()
    expect(told).to_have_count(0)


@SCRIPT
def test_a_full_disk_takes_no_word_of_an_agents(visit: Visit, ticket: Fresh, watch: Watch, script: bool) -> None:
    watch.allow("status 500")
    maria = visit(ticket.desk, agent="maria", java_script_enabled=script)
    composer(maria).get_by_label("Your letter to").fill(FIRST)
    times(maria).last.check()
    with full_disk(ticket):
        composer(maria).locator("[data-send]").click()
        expect(maria.get_by_role("heading", name="Your words, which were not sent")).to_be_visible()
        expect(maria.get_by_label("What you wrote")).to_have_value(FIRST)
    maria.get_by_role("link", name="Open the page again").click()
    if script:
        expect(composer(maria).get_by_label("Your letter to")).to_have_value(FIRST)


@SCRIPT
def test_what_was_too_much_is_still_in_the_form(visit: Visit, ticket: Fresh, watch: Watch, script: bool) -> None:
    watch.allow("status 413", "htmx")
    ana = visit(ticket.page, java_script_enabled=script)
    told = '<div class="notice is-late"><p>That was too much at once</p></div>'
    ana.route("**/replies", lambda route: route.fulfill(status=413, content_type="text/html", body=told))
    field = ana.get_by_label("Write to Maria")
    field.fill("It hisses. " * 1_000)
    ana.locator("#reply").get_by_role("button", name="Send").click()
    expect(ana.get_by_text("That was too much at once")).to_be_visible()
    if not script:
        ana.go_back()
    expect(field).to_have_value("It hisses. " * 1_000)


def test_a_page_whose_link_was_replaced_stays_while_something_is_typed_on_one_line(
    ana: Page, ticket: Fresh, watch: Watch
) -> None:
    watch.allow("status (404|410)", "htmx", "hx-sse")
    ana.get_by_role("button", name="Ask for a call").click()
    when = ana.get_by_label("When suits you?")
    when.fill("today after four")
    ticket.server.do(rotate, ticket.id, "private", now())
    ana.evaluate("dispatchEvent(new Event('online'))")
    expect(ana.locator("[data-unfollowed=ended]")).to_contain_text("This page does not follow any more")
    expect(when).to_have_value("today after four")


def test_a_letter_begun_in_two_tabs_is_kept_twice(visit: Visit, ticket: Fresh, maria: Page) -> None:
    second = maria.context.new_page()
    second.goto(ticket.desk)
    for page, words in ((maria, FIRST), (second, SECOND)):
        composer(page).get_by_label("Your letter to").fill(words)
        expect(page.locator("[data-kept-text]")).to_contain_text("Kept")
    composer(maria).get_by_label("Your letter to").press_sequentially(" And the seal.")
    maria.close()
    comes_true(second, lambda: FIRST + " And the seal." in begun(ticket))
    again = second.context.new_page()
    again.goto(ticket.desk)
    expect(composer(again).get_by_label("Your letter to")).to_have_value(FIRST + " And the seal.")
    again.locator(".begun summary").click()
    expect(again.locator(".begun-words")).to_have_text(SECOND)
    again.get_by_role("button", name="Go on with this one").click()
    expect(composer(again).get_by_label("Your letter to")).to_have_value(SECOND)
    again.locator(".begun summary").click()
    expect(again.locator(".begun-words")).to_have_text(FIRST + " And the seal.")
    again.get_by_role("button", name="Discard this one").click()
    expect(again.get_by_text("Your unsent letter is discarded.")).to_be_visible()
    expect(composer(again).get_by_label("Your letter to")).to_have_value(SECOND)
    expect(again.locator(".begun")).to_have_count(0)
    assert begun(ticket) == [SECOND]


def test_sending_one_of_two_leaves_the_other(visit: Visit, ticket: Fresh, maria: Page) -> None:
    second = maria.context.new_page()
    second.goto(ticket.desk)
    for page, words in ((maria, FIRST), (second, SECOND)):
        composer(page).get_by_label("Your letter to").fill(words)
        expect(page.locator("[data-kept-text]")).to_contain_text("Kept")
    times(second).last.check()
    composer(second).locator("[data-send]").click()
    expect(letters(second).filter(has_text=SECOND)).to_have_count(1)
    expect(composer(second).get_by_label("Your letter to")).to_have_value(FIRST)
    assert begun(ticket) == [FIRST]


def test_after_a_letter_was_sent_and_back_the_next_one_is_kept_and_sent(
    server: Server, visit: Visit, ticket: Fresh, maria: Page, watch: Watch
) -> None:
    watch.allow("status 409")
    send = composer(maria).locator("[data-send]")
    composer(maria).get_by_label("Your letter to").fill(FIRST)
    times(maria).last.check()
    send.click()
    expect(letters(maria).filter(has_text=FIRST)).to_have_count(1)
    maria.go_back()
    composer(maria).get_by_label("Your letter to").fill(SECOND)
    expect(maria.locator("[data-kept-text]")).to_contain_text("Kept")
    assert begun(ticket) == [SECOND]
    times(maria).last.check()
    send.click()
    expect(maria.locator("main")).to_contain_text(SECOND)
    if maria.get_by_text("Something new happened while this page was open").count():
        send.click()
    expect(letters(maria).filter(has_text=SECOND)).to_have_count(1)
    bodies = select(Letter.body).where(Letter.ticket_id == ticket.id).order_by(Letter.version)
    assert server.do(lambda session: session.scalars(bodies).all())[-2:] == [FIRST, SECOND]
    assert begun(ticket) == []


@SCRIPT
def test_enter_in_a_field_of_one_line_neither_sends_nor_discards(visit: Visit, ticket: Fresh, script: bool) -> None:
    maria = visit(ticket.desk, agent="maria", java_script_enabled=script)
    composer(maria).get_by_label("Your letter to").fill(FIRST)
    composer(maria).get_by_role("radio", name="Another time").check()
    before = ticket.version
    composer(maria).get_by_label("Time", exact=True).press("Enter")
    expect(maria.locator("#preview")).to_contain_text(FIRST)
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(FIRST)
    assert ticket.version == before


def test_the_list_of_letters_begun_is_for_everyone_and_fits_a_phone(visit: Visit, ticket: Fresh) -> None:
    for copy in ("one", "two"):
        words = {"body": f"Ana, {copy} {'w' * 60} https://parts.example/{'valve' * 12}"}
        ticket.server.do(save_unsent, MARIA, ticket.id, words, now(), copy=copy)
    maria = visit(ticket.desk, agent="maria", viewport={"width": 360, "height": 740})
    maria.locator(".begun summary").click()
    expect(maria.locator(".begun-words")).to_be_visible()
    assert violations(maria) == []
    assert sideways(maria) == []

"""The letter being written: it survives a closed tab, waits for its open places, and is never sent past a newer one."""

import re

from playwright.sync_api import Page, Request, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.desk.unsent_letters import UnsentLetter
from tests.browser.acts import SOON, begin_letter, composer, letters, send, times, unfold
from tests.browser.conftest import Visit
from tests.browser.measure import comes_true, settle
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh
from tests.browser.watch import Watch
from tests.patience import until

BEGUN = "Ana, I have begun to write to you about the fuse"


def _has_kept(session: Session, ticket_id: int, words: str) -> bool:
    """Whether these words have reached the server, which a closed tab still tells of."""
    rows = session.scalars(select(UnsentLetter).where(UnsentLetter.ticket_id == ticket_id))
    return any(row.fields.get("body") == words for row in rows)


def test_an_unsent_letter_survives_a_closed_tab(visit: Visit, ticket: Fresh, maria: Page) -> None:
    field = composer(maria).get_by_label("Your letter to")
    field.press_sequentially(BEGUN)
    maria.close()
    until(lambda: ticket.server.do(_has_kept, ticket.id, BEGUN))
    again = visit(ticket.desk, agent="maria")
    expect(composer(again).get_by_label("Your letter to")).to_have_value(BEGUN)


def test_an_unsent_letter_is_kept_while_one_still_types(visit: Visit, ticket: Fresh, maria: Page) -> None:
    composer(maria).get_by_label("Your letter to").fill(BEGUN)
    expect(maria.locator("[data-kept]")).to_contain_text("Kept")
    elsewhere = visit(ticket.desk, agent="maria")
    expect(composer(elsewhere).get_by_label("Your letter to")).to_have_value(BEGUN)


def test_an_unsent_letter_is_gone_once_it_was_sent(visit: Visit, ticket: Fresh, maria: Page) -> None:
    begin_letter(maria, BEGUN + ".")
    expect(maria.locator("[data-kept]")).to_contain_text("Kept")
    send(maria)
    expect(letters(maria).filter(has_text=BEGUN)).to_have_count(1)
    again = visit(ticket.desk, agent="maria")
    expect(composer(again).get_by_label("Your letter to")).to_have_value("")


def test_a_colleague_never_sees_my_unsent_letter(visit: Visit, ticket: Fresh, maria: Page) -> None:
    composer(maria).get_by_label("Your letter to").fill(BEGUN)
    expect(maria.locator("[data-kept]")).to_contain_text("Kept")
    tom = visit(ticket.desk, agent="tom")
    expect(composer(tom).get_by_label("Your letter to")).to_have_value("")


def test_a_discarded_letter_is_forgotten(ticket: Fresh, maria: Page) -> None:
    composer(maria).get_by_label("Your letter to").fill(BEGUN)
    composer(maria).get_by_role("button", name="Discard").click()
    expect(maria.get_by_text("Your unsent letter is discarded.")).to_be_visible()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value("")


def test_a_letter_is_discarded_only_after_its_last_copy_arrived(visit: Visit, ticket: Fresh, maria: Page) -> None:
    on_the_way: list[Route] = []
    maria.route("**/unsent", lambda route: on_the_way.append(route))
    composer(maria).get_by_label("Your letter to").fill(BEGUN)
    composer(maria).get_by_label("Your letter to").blur()
    expect(maria.locator("[data-kept]")).to_be_hidden()
    composer(maria).locator("[name=discard]").evaluate("button => button.click()")
    comes_true(maria, lambda: bool(on_the_way))
    settle(maria)
    assert [route.request.resource_type for route in on_the_way] == ["fetch"]
    maria.unroute("**/unsent")  # lets it go on
    expect(maria.get_by_text("Your unsent letter is discarded.")).to_be_visible()
    again = visit(ticket.desk, agent="maria")
    expect(composer(again).get_by_label("Your letter to")).to_have_value("")


def test_the_open_places_of_a_draft_keep_it_from_being_sent(ticket: Fresh, maria: Page) -> None:
    unfold(maria, "drafts")
    maria.get_by_role("button", name="Repair under way").click()
    times(maria).last.check()
    expect(maria.locator("[data-places]")).to_be_visible()
    before = ticket.version
    send(maria)
    body = composer(maria).get_by_label("Your letter to")
    expect(body).to_be_focused()
    chosen = body.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen.startswith("[[")
    assert ticket.version == before
    body.fill("Ana, I have it in front of me now, and the fuse is out.")
    expect(maria.locator("[data-places]")).to_be_hidden()
    send(maria)
    expect(letters(maria).filter(has_text="the fuse is out")).to_have_count(1)


def test_a_draft_takes_the_place_of_another_that_nobody_touched_and_follows_what_is_written(maria: Page) -> None:
    body = composer(maria).get_by_label("Your letter to")
    unfold(maria, "drafts")
    maria.get_by_role("button", name="Repair under way").click()
    expect(body).to_have_value(re.compile(r"^Ana, I have “[^“]*” in front of me now\. \[\[your own words"))
    maria.get_by_role("button", name="Solved?").click()
    expect(body).to_have_value(re.compile(r"^Ana, \[\[your own words: what was done"))
    solved = body.input_value()
    assert "in front of me" not in solved
    body.fill("Ana, one thing first.")
    maria.get_by_role("button", name="Solved?").click()
    expect(body).to_have_value(f"Ana, one thing first.\n\n{solved}")
    names = maria.locator("[data-places-list] mark").all_inner_texts()
    assert names == ["what was done, in one sentence", "what you tested", "what went wrong before"]


def test_a_draft_is_taken_out_with_one_press_and_by_the_browsers_own_undo(maria: Page) -> None:
    body = composer(maria).get_by_label("Your letter to")
    undo = maria.locator("#letter-undo button")
    laid = re.compile("one thing first.*I have “.*” in front of me now", re.DOTALL)
    body.press_sequentially("Ana, one thing first.")
    expect(undo).to_be_hidden()
    unfold(maria, "drafts")
    maria.get_by_role("button", name="Repair under way").click()
    expect(body).to_have_value(laid)
    expect(undo).to_have_text("Take the draft out")
    body.press("Control+z")
    expect(body).to_have_value("Ana, one thing first.")
    expect(undo).to_be_hidden()
    maria.get_by_role("button", name="Repair under way").click()
    expect(body).to_have_value(laid)
    undo.click()
    expect(body).to_have_value("Ana, one thing first.")
    expect(undo).to_have_text("Put it back")
    undo.click()
    expect(body).to_have_value(laid)


def has_draft(asked: Request) -> bool:
    return b"in front of me now" in (asked.post_data_buffer or b"")


def test_a_draft_can_still_be_taken_out_after_leaving_and_coming_back(maria: Page) -> None:
    body = composer(maria).get_by_label("Your letter to")
    undo = maria.locator("#letter-undo button")
    body.press_sequentially("Ana, one thing first.")
    unfold(maria, "drafts")
    maria.get_by_role("button", name="Repair under way").click()
    expect(undo).to_be_visible()
    address = maria.url
    with maria.expect_response(lambda answer: answer.url.endswith("/unsent") and has_draft(answer.request)):
        body.blur()
    maria.goto("/".join(address.split("/")[:4]))
    maria.goto(address)
    expect(body).to_have_value(re.compile("in front of me now"))
    expect(undo).to_have_text("Take the draft out")
    undo.click()
    expect(body).to_have_value("Ana, one thing first.")


def test_what_may_hurt_is_marked_while_one_writes_and_other_words_are_put_there_and_taken_back(maria: Page) -> None:
    body = composer(maria).get_by_label("Your letter to")
    body.press_sequentially("Ana, as per our policy it stays.")
    gentler = maria.get_by_role("button", name="Use “here is what I can do, and why” instead")
    expect(gentler).to_be_visible()
    expect(maria.locator("#letter-gentle-said")).to_contain_text("Some words may hurt: as per our policy.")
    gentler.click()
    expect(body).to_have_value("Ana, here is what I can do, and why it stays.")
    maria.get_by_role("button", name="As it was").click()
    expect(body).to_have_value("Ana, as per our policy it stays.")
    times(maria).last.check()
    send(maria)
    expect(letters(maria).filter(has_text="as per our policy")).to_have_count(1)


def test_on_a_phone_the_preview_is_brought_before_the_eyes(visit: Visit, ticket: Fresh) -> None:
    maria = visit(ticket.desk, agent="maria", viewport={"width": 360, "height": 640})
    begin_letter(maria, "Ana, the **fuse** is out.")
    composer(maria).get_by_role("button", name="Preview").click()
    shown = maria.locator("#preview article.letter")
    expect(shown).to_contain_text("Next word by")
    expect(maria.locator("#preview")).to_be_focused()
    expect(shown.locator("strong")).to_be_in_viewport()


def test_open_places_are_refused_by_the_server_too_with_the_text_kept(
    visit: Visit, ticket: Fresh, watch: Watch
) -> None:
    watch.allow("status 422")
    plain = visit(ticket.desk, agent="maria", java_script_enabled=False)
    begin_letter(plain, "Ana, [[what you found]].")
    send(plain)
    expect(plain.get_by_role("alert")).to_contain_text("what you found")
    expect(composer(plain).get_by_label("Your letter to")).to_have_value("Ana, [[what you found]].")


def test_of_two_agents_who_answer_at_once_the_second_reads_the_first_before_sending(
    visit: Visit, ticket: Fresh, maria: Page, watch: Watch
) -> None:
    watch.allow("status 409")
    tom = visit(ticket.desk, agent="tom")
    begin_letter(tom, "Ana, Tom here: a loaner is on its way.")
    begin_letter(maria, "Ana, Maria here: the fuse is out.")
    send(maria)
    expect(letters(maria).filter(has_text="Maria here")).to_have_count(1)
    send(tom)
    expect(tom.get_by_text("Something new happened while this page was open")).to_be_visible()
    expect(letters(tom).filter(has_text="Maria here").first).to_be_visible()
    expect(composer(tom).get_by_label("Your letter to")).to_have_value("Ana, Tom here: a loaner is on its way.")
    send(tom)
    expect(letters(tom).filter(has_text="Tom here")).to_have_count(1)
    expect(letters(tom).filter(has_text="Maria here")).to_have_count(1)


def test_a_letter_sent_twice_in_a_hurry_counts_once(ticket: Fresh, maria: Page) -> None:
    begin_letter(maria, "Ana, only once, please.")
    composer(maria).locator("[data-send]").dblclick()
    expect(letters(maria).filter(has_text="only once")).to_have_count(1)
    maria.reload()
    expect(letters(maria).filter(has_text="only once")).to_have_count(1)


def test_a_note_among_us_never_reaches_the_customer(visit: Visit, ticket: Fresh, ana: Page, maria: Page) -> None:
    begin_letter(maria, "She is right to be cross, we sent the wrong part.", seen_by="us")
    send(maria)
    expect(maria.locator("article.note")).to_contain_text("right to be cross")
    ticket.letter("Ana, the right part is here.")
    expect(letters(ana).filter(has_text="the right part is here")).to_have_count(1)
    assert "right to be cross" not in ana.content()


def test_the_first_letter_needs_what_was_heard(server: Server, visit: Visit, watch: Watch) -> None:
    watch.allow("status 422")
    ticket = fresh(server, heard=False)
    maria = visit(ticket.desk, agent="maria")
    begin_letter(maria, "Ana, I am on it.")
    send(maria)
    expect(maria.get_by_role("alert")).to_be_visible()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value("Ana, I am on it.")
    composer(maria).get_by_label("What did you hear").fill("that it dies with the café full of people")
    send(maria)
    expect(letters(maria).filter(has_text="I am on it")).to_have_count(1)


def test_the_button_stays_under_the_finger_while_the_letter_is_kept(visit: Visit, ticket: Fresh, maria: Page) -> None:
    """Leaving the field keeps the letter, and a line says so: not between the pressing and the letting go."""
    held: list[Route] = []
    maria.route("**/unsent", lambda route: held.append(route))
    kept, button = maria.locator("[data-kept]"), composer(maria).get_by_role("button", name="Preview")
    button.hover()
    composer(maria).get_by_label("Your letter to").fill("It hums.")
    maria.mouse.down()
    comes_true(maria, lambda: bool(held), "it is kept")
    with maria.expect_response("**/unsent"):  # only now, as a slow machine may have kept it before the pressing
        held[0].fulfill(status=200, content_type="text/plain", body="14:02")
    maria.evaluate("() => new Promise(done => setTimeout(done, 100))")
    expect(kept).to_be_hidden()
    maria.mouse.up()
    expect(maria.locator("#preview")).to_contain_text("It hums.")
    expect(kept).to_be_visible()


def test_a_note_being_written_is_announced_to_nobody(ana: Page, maria: Page) -> None:
    writing, form = ana.locator("[data-writing]"), composer(maria)
    form.get_by_label("Your letter to").press_sequentially("She is right", delay=30)
    expect(writing).to_be_visible(timeout=SOON)
    unfold(maria, "how")
    form.get_by_label("Who sees it").select_option("us")
    expect(writing).to_be_hidden(timeout=SOON)
    announced: list[str] = []
    maria.on("request", lambda request: announced.append(f"{request.url} {request.post_data}"))
    form.get_by_label("Your letter to").press_sequentially(" to be cross", delay=30)
    settle(maria)
    assert [one for one in announced if "/presence" in one and "doing=writing" in one] == []  # that she reads is told
    expect(writing).to_be_hidden()
    form.get_by_label("Who sees it").select_option("customer")
    form.get_by_label("Your letter to").press_sequentially(", Ana", delay=30)
    expect(writing).to_be_visible(timeout=SOON)

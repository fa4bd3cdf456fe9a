"""Files while one writes: chosen, dropped and pasted, arriving meanwhile, kept, and seen by the other side at once."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.measure import becomes, comes_true, sideways, small_targets, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(out, "JPEG")
    return out.getvalue()


PHOTO = {"name": "My espresso machine seen from behind.jpg", "mimeType": "image/jpeg", "buffer": picture()}
LABEL = {"name": "label.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n% nothing else"}
PROGRAM = {"name": "bad.exe", "mimeType": "", "buffer": b"MZ\0\0\0"}
SMALLEST = 256 * 1024  # bytes of a first piece (files.js)
LONG = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"line of a log\n" * 60_000}  # four pieces
# A file as a system hands it over that is dropped or pasted.
HANDED = """(node, [kind, name]) => {
  const data = new DataTransfer();
  data.items.add(new File(["words in a file"], name, { type: "text/plain" }));
  const how = { bubbles: true, cancelable: true };
  node.dispatchEvent(kind === "paste" ? new ClipboardEvent(kind, { ...how, clipboardData: data })
    : new DragEvent(kind, { ...how, dataTransfer: data }));
}"""


def choose(page: Page, *files: Any) -> None:
    page.locator("input[type=file]").first.set_input_files(list(files))


def tiles(page: Page) -> Locator:
    return page.locator(".file-tile")


def arrived(page: Page) -> Locator:
    return page.locator(".file-tile:has([name=file])")


def send(page: Page) -> None:
    page.locator("#reply").get_by_role("button", name="Send", exact=True).click()


def test_two_are_chosen_arrive_while_one_writes_and_are_seen_on_the_other_side_as_they_are_sent(
    ana: Page, maria: Page
) -> None:
    ana.bring_to_front()
    choose(ana, PHOTO, LABEL, PROGRAM)
    expect(arrived(ana)).to_have_count(2)
    expect(ana.locator(".file-tile.is-refused")).to_contain_text("“bad.exe” is none of what we take")
    ana.get_by_role("button", name="Take out bad.exe").click()
    expect(ana.get_by_role("button", name="Take out label.pdf")).to_be_focused()
    send(ana)  # a file needs no words
    expect(ana.locator("#said")).to_contain_text("Your words have arrived.")
    expect(tiles(ana)).to_have_count(0)
    for page in (ana, maria):
        thread = page.locator(".letter.is-reply", has_text="label.pdf")
        expect(thread.locator("img[alt^='My espresso']")).to_be_visible()
        expect(thread.get_by_role("link", name="label.pdf PDF, 1 kB · download")).to_be_visible()


def test_a_picture_opens_larger_and_the_keys_lead_from_one_to_the_next_and_back(ana: Page, ticket: Fresh) -> None:
    choose(ana, PHOTO, {**PHOTO, "name": "second.jpg"})
    expect(arrived(ana)).to_have_count(2)
    send(ana)
    second = ana.get_by_role("link", name="second.jpg")
    second.press("Enter")
    viewer = ana.get_by_role("dialog")
    expect(viewer).to_contain_text("second.jpg")
    expect(viewer).to_contain_text("2 / 2")
    comes_true(ana, lambda: viewer.locator("img").evaluate("image => image.naturalWidth === 1200"), "the whole of it")
    ana.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("My espresso machine seen from behind.jpg")
    ana.keyboard.press("ArrowLeft")
    ana.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(second).to_be_focused()


def test_files_are_dropped_anywhere_and_pasted_into_the_words(ana: Page) -> None:
    ana.locator("main").evaluate(HANDED, ["dragenter", "dropped.txt"])
    expect(ana.get_by_text("Drop the files here")).to_be_visible()
    ana.locator("h1").evaluate(HANDED, ["drop", "dropped.txt"])
    expect(ana.get_by_text("Drop the files here")).to_be_hidden()
    ana.get_by_label("Write to Maria").evaluate(HANDED, ["paste", "pasted.txt"])
    expect(arrived(ana)).to_have_count(2)
    expect(tiles(ana)).to_have_text(["dropped.txt text, 1 kB", "pasted.txt text, 1 kB"])


def test_a_file_goes_on_where_the_line_broke_and_sending_waits_for_it(ana: Page, watch: Watch) -> None:
    watch.allow("net::ERR_FAILED", "net::ERR_CONNECTION")
    starts: list[str] = []
    whole: list[bool] = []  # whether the line is whole again

    def break_off(route: Route) -> None:
        start = route.request.url.rpartition("=")[2]
        starts.append(start)
        route.continue_() if start == "0" or whole else route.abort()

    ana.route("**/pieces*", break_off)
    choose(ana, LONG)
    ana.get_by_label("Write to Maria").fill("Here is the log.")
    comes_true(ana, lambda: len(starts) >= 2, "the second piece breaks off")
    send(ana)
    expect(ana.get_by_text("Sends as soon as the files have arrived.")).to_be_visible()
    whole.append(True)
    ana.evaluate("dispatchEvent(new Event('online'))")
    expect(ana.locator(".letter.is-reply", has_text="Here is the log.").get_by_text("log.txt")).to_be_visible()
    assert starts[1] == starts[2], "it went on there, and not from the beginning"


def test_words_can_go_without_what_has_not_arrived(ana: Page) -> None:
    ana.route("**/pieces*", lambda route: None)
    choose(ana, LONG)
    ana.get_by_label("Write to Maria").fill("The log comes later.")
    send(ana)
    ana.get_by_role("button", name="Send without them").press("Enter")
    expect(ana.locator(".letter.is-reply", has_text="The log comes later.")).to_be_visible()
    expect(tiles(ana)).to_have_count(0)


def test_words_go_without_a_file_that_is_refused_only_once_that_was_said(ana: Page) -> None:
    words = ana.get_by_label("Write to Maria")
    choose(ana, LABEL, PROGRAM)
    expect(arrived(ana)).to_have_count(1)
    expect(ana.locator(".file-tile.is-refused")).to_be_visible()
    words.fill("The program is what fails.")
    send(ana)
    asked = ana.get_by_text("Does not go along: \u2068bad.exe")
    expect(asked).to_be_in_viewport()
    ana.get_by_role("button", name="Do not send yet").click()
    expect(asked).to_be_hidden()
    expect(words).to_have_value("The program is what fails.")
    send(ana)
    ana.get_by_role("button", name="Send without them").click()
    expect(ana.locator("#said")).to_contain_text("Your words have arrived.")
    letter = ana.locator(".letter.is-reply", has_text="The program is what fails.")
    expect(letter.locator(".letter-file")).to_have_count(1)


def test_what_is_taken_out_is_not_asked_for_and_what_is_chosen_meanwhile_goes_along(ana: Page) -> None:
    choose(ana, PROGRAM)
    expect(ana.locator(".file-tile.is-refused")).to_be_visible()
    ana.get_by_label("Write to Maria").fill("See the label.")
    send(ana)
    asked = ana.get_by_text("Does not go along: \u2068bad.exe")
    expect(asked).to_be_visible()
    ana.get_by_role("button", name="Take out bad.exe").click()
    expect(asked).to_be_hidden()
    choose(ana, PROGRAM)
    expect(ana.locator(".file-tile.is-refused")).to_be_visible()
    send(ana)
    expect(asked).to_be_visible()
    choose(ana, LABEL)
    ana.get_by_role("button", name="Send without them").click()
    letter = ana.locator(".letter.is-reply", has_text="See the label.")
    expect(letter.locator(".letter-file")).to_contain_text("label.pdf")


def test_one_that_is_refused_while_sending_waits_is_asked_about(ana: Page) -> None:
    going: list[Route] = []
    ana.route("**/finish", lambda route: going.append(route))
    choose(ana, PROGRAM)
    comes_true(ana, lambda: bool(going), "all of it has arrived")
    ana.get_by_label("Write to Maria").fill("The program is what fails.")
    send(ana)
    expect(ana.get_by_text("Sends as soon as the files have arrived.")).to_be_visible()
    going[0].continue_()
    expect(ana.get_by_text("Does not go along: \u2068bad.exe")).to_be_visible()
    expect(ana.locator(".letter.is-reply", has_text="The program is what fails.")).to_have_count(0)


@pytest.fixture
def cut_off(ana: Page, tmp_path: Path) -> Path:
    """A log on a disk, of which one piece arrived before Ana loaded her page anew; a picture arrived whole."""
    log = tmp_path / "log.txt"
    log.write_bytes(LONG["buffer"])
    second = f"**/pieces?from={SMALLEST}"
    ana.route(second, lambda route: None)
    choose(ana, PHOTO)
    expect(arrived(ana)).to_have_count(1)
    with ana.expect_request(second):
        ana.locator("input[type=file]").first.set_input_files(log)
    ana.reload()  # ends what is held; an unroute before it would let that go on
    ana.unroute(second)
    expect(arrived(ana)).to_have_count(1)
    expect(tiles(ana).filter(has_text="log.txt")).to_contain_text("has not arrived whole: choose it once more")
    return log


def test_what_has_arrived_is_there_after_a_reload_and_goes_without_what_has_not(ana: Page, cut_off: Path) -> None:
    ana.get_by_label("Write to Maria").fill("The log comes later.")
    send(ana)
    expect(ana.get_by_text("Does not go along: \u2068log.txt")).to_be_visible()
    ana.get_by_role("button", name="Send without them").click()
    letter = ana.locator(".letter.is-reply", has_text="The log comes later.")
    expect(letter.locator(".letter-file")).to_have_count(1)
    expect(letter.locator(".letter-file img")).to_be_visible()


def test_after_a_reload_the_rest_goes_on_from_there_once_it_is_chosen_again(ana: Page, cut_off: Path) -> None:
    with ana.expect_request("**/pieces?*") as first:
        ana.locator("input[type=file]").first.set_input_files(cut_off)
    assert first.value.url.endswith(f"from={SMALLEST}")
    expect(arrived(ana)).to_have_count(2)
    ana.get_by_label("Write to Maria").fill("Both.")
    send(ana)
    expect(ana.locator(".letter.is-reply", has_text="Both.").locator(".letter-file")).to_have_count(2)


def test_the_desk_keeps_them_with_the_letter_that_is_not_sent(maria: Page, visit: Visit, ticket: Fresh) -> None:
    with maria.expect_response(lambda answer: answer.url.endswith("/unsent") and answer.ok):
        choose(maria, LABEL)
        expect(arrived(maria)).to_have_count(1)
    again = visit(ticket.desk, agent="maria")
    expect(tiles(again)).to_contain_text("label.pdf")
    again.get_by_label("Your letter to Ana").fill("See the label.")
    again.locator("[data-send]").click()
    expect(again.locator(".letter", has_text="See the label.").get_by_text("label.pdf")).to_be_visible()


def test_a_letter_does_not_leave_a_refused_file_behind_unsaid(maria: Page) -> None:
    choose(maria, PROGRAM)
    expect(maria.locator(".file-tile.is-refused")).to_be_visible()
    maria.get_by_label("Your letter to Ana").fill("The program is here.")
    maria.locator("[data-send]").click()
    expect(maria.get_by_text("Does not go along: \u2068bad.exe")).to_be_in_viewport()
    maria.get_by_role("button", name="Send without them").click()
    expect(maria.locator(".letter", has_text="The program is here.")).to_be_visible()


def test_where_one_asks_a_refused_file_is_not_left_behind_unsaid(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/ask")
    page.get_by_label("What happened, in your own words").fill("It leaks.")
    choose(page, PROGRAM)
    expect(page.locator(".file-tile.is-refused")).to_be_visible()
    page.get_by_label("Your name").fill("Kenji Mori")
    page.get_by_label("Your mail address or phone number").fill("kenji@example.org")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Does not go along: \u2068bad.exe")).to_be_in_viewport()
    page.get_by_role("button", name="Send without them").click()
    expect(page.locator(".letter-body", has_text="It leaks.")).to_be_visible()


def test_where_one_asks_they_are_held_with_the_words(visit: Visit, server) -> None:
    page = visit(f"{server.url}/ask")
    page.get_by_label("What happened, in your own words").fill("It leaks.")
    choose(page, PHOTO)
    expect(arrived(page)).to_have_count(1)
    page.reload()
    expect(arrived(page)).to_have_count(1)
    page.get_by_label("Your name").fill("Kenji Mori")
    page.get_by_label("Your mail address or phone number").fill("kenji@example.org")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".letter-file img")).to_be_visible()
    page.goto(f"{server.url}/ask")
    expect(page.get_by_label("Your name")).to_have_value("")
    expect(tiles(page)).to_have_count(0)


def test_without_script_the_plain_form_brings_them(visit: Visit, ticket: Fresh, watch: Watch) -> None:
    watch.allow("status 422")
    page = visit(ticket.page, java_script_enabled=False)
    page.get_by_label("Write to Maria").fill("Here.")
    page.get_by_label("Add files").set_input_files([PHOTO, PROGRAM])
    send(page)
    expect(page.get_by_text("“bad.exe” is none of what we take").first).to_be_visible()
    expect(page.get_by_role("checkbox", name="My espresso machine")).to_be_checked()
    send(page)
    expect(page.locator(".letter-file img")).to_be_visible()


@pytest.mark.parametrize("megabytes", [34, pytest.param(1_200, marks=pytest.mark.torture)])
def test_without_script_files_that_are_too_large_cost_no_word(
    visit: Visit, ticket: Fresh, watch: Watch, tmp_path: Path, megabytes: int
) -> None:
    watch.allow("status 422")
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(megabytes * 1_000_000)
    page = visit(ticket.page, java_script_enabled=False)
    expect(page.locator("#files-hint")).to_contain_text("All together up to 32")
    page.get_by_label("Write to Maria").fill("The film shows how it leaks.")
    page.get_by_label("Add files").set_input_files(film)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("The files were too large together")
    expect(page.get_by_label("Write to Maria")).to_have_value("The film shows how it leaks.")
    send(page)
    expect(page.locator(".letter.is-reply").first).to_contain_text("The film shows how it leaks.")


def test_what_is_chosen_while_the_reply_is_on_its_way_goes_with_the_next(ana: Page) -> None:
    waiting: list[Route] = []
    ana.route("**/replies", lambda route: route.continue_() if waiting else waiting.append(route))
    choose(ana, PHOTO)
    expect(arrived(ana)).to_have_count(1)
    with ana.expect_request("**/replies"):
        send(ana)
    choose(ana, LABEL)
    expect(arrived(ana)).to_have_count(2)
    waiting[0].continue_()
    expect(ana.locator(".letter-file")).to_have_count(1)
    expect(arrived(ana)).to_have_count(1)
    expect(arrived(ana)).to_contain_text("label.pdf")
    send(ana)
    expect(ana.locator(".letter-file").filter(has_text="label.pdf")).to_be_visible()
    expect(tiles(ana)).to_have_count(0)


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.torture)])
def test_the_form_and_the_thread_break_no_rule_and_scroll_nowhere_sideways(ana: Page, width: int) -> None:
    ana.set_viewport_size({"width": width, "height": 800})
    choose(ana, PHOTO, LABEL)
    expect(arrived(ana)).to_have_count(2)
    send(ana)
    expect(ana.locator(".letter-file")).to_have_count(2)
    expect(ana.locator(".file-tile")).to_have_count(0)  # by the answer, which the stream may overtake
    choose(ana, PHOTO, PROGRAM)
    expect(ana.locator(".file-tile.is-refused")).to_be_visible()
    expect(arrived(ana)).to_have_count(1)
    for scheme in ("light", "dark"):
        ana.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        becomes(ana, "() => document.getAnimations().length === 0")
        assert violations(ana) == []
    assert sideways(ana) == []
    assert small_targets(ana, 24) == []

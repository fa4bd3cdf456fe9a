"""What people do at their windows, as they would do it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

# Milliseconds to wait for what comes live, on however busy a machine. A page without a stream looks only after thirty
# seconds, so that what has come by then was sent.
SOON = 28_000


def write_letter(desk: Page, body: str, *, heard: str = "", seen_by: str = "customer") -> None:
    """An agent writes a letter on the desk and sends it."""
    begin_letter(desk, body, heard=heard, seen_by=seen_by)
    send(desk)
    expect(desk.get_by_text("Sent: it stands on the page of Ana.")).to_be_visible()


def begin_letter(desk: Page, body: str, *, heard: str = "", seen_by: str = "customer") -> None:
    """The latest time on offer is promised; which that is depends on the day."""
    form = composer(desk)
    if heard:
        form.get_by_label("What did you hear").fill(heard)
    form.get_by_label("Your letter to").fill(body)
    times(desk).last.check()
    if seen_by != "customer":
        unfold(desk, "how")
        form.get_by_label("Who sees it").select_option(seen_by)


def send(desk: Page) -> None:
    composer(desk).locator("[data-send]").click()


def times(desk: Page) -> Locator:
    """The times that the letter offers for the next word."""
    return composer(desk).locator("[name=promise][data-when-words]")


def unfold(desk: Page, name: str) -> None:
    """Open a part of the letter's quiet line: "how" it is sent, or the "drafts"."""
    fold = desk.locator(f"#letter-{name}")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


def composer(desk: Page) -> Locator:
    return desk.locator("#letter")


def reply(page: Page, words: str) -> None:
    """The customer writes, and waits until the page says that it arrived; it may still say so of earlier words."""
    field = page.get_by_label("Write to")
    field.fill(words)
    page.locator("#reply").get_by_role("button", name="Send").click()
    expect(field).to_have_value("")
    expect(page.get_by_text("Your words have arrived.")).to_be_visible()


def listens(desk: Page) -> None:
    """Wait until keys do something: after a form was sent, its page is read before its scripts have run."""
    expect(desk.locator("[data-send][aria-keyshortcuts]")).to_be_attached()


def letters(page: Page) -> Locator:
    return page.locator("article.letter:not(.is-reply)")


def arrives(where: Locator, act: Callable[[], object]) -> None:
    """Do it, and see it arrive there without a reload."""
    where.page.evaluate("window.sameDocument = true")
    act()
    expect(where).to_be_visible(timeout=SOON)
    assert where.page.evaluate("window.sameDocument === true"), "the page was loaded again"

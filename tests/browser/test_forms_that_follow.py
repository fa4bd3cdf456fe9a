"""What an open page offers follows what happens, and what somebody typed or chose in it stays theirs."""

from playwright.sync_api import Page, expect

from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.customer_verbs import confirm, reopen, reply, say_not_quite
from statuspage.domain.people.agents import agent_by_email
from tests.browser.acts import SOON, composer, letters, times, unfold
from tests.browser.conftest import Visit
from tests.browser.measure import becomes
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now

NEWS = "Ana, the part has arrived."


def close(server: Server, ticket: Fresh) -> None:
    server.do(
        lambda session: close_unconfirmed(session, ticket.id, agent_by_email(session, "maria@fernhill.example"), now())
    )


def test_closing_is_offered_as_soon_as_the_question_was_asked(maria: Page, ticket: Fresh) -> None:
    maria.locator("#act-more > summary").click()
    offer = maria.locator("#act-closing summary")
    expect(offer).to_be_hidden()
    ticket.letter("Does it work?", asks_solved=True, by="tom")
    expect(offer).to_be_visible(timeout=SOON)
    letters(maria).filter(has_text="Does it work?").scroll_into_view_if_needed()
    expect(maria.locator("#act-closing [name=seen]")).to_have_value(str(ticket.version))
    offer.click()
    maria.get_by_role("button", name="Close, not confirmed").click()
    expect(maria.get_by_text("Closed, and shown as not confirmed.")).to_be_visible()


def test_what_was_heard_is_asked_for_again_when_it_was_not_quite_right(
    server: Server, maria: Page, ticket: Fresh
) -> None:
    heard = composer(maria).get_by_label("What did you hear")
    expect(heard).to_be_hidden()
    body = composer(maria).get_by_label("Your letter to")
    body.fill("Ana, the part is here")
    server.do(say_not_quite, ticket.id, now(), body="It is the seal.")
    expect(heard).to_be_visible(timeout=SOON)
    expect(body).to_have_value("Ana, the part is here")
    expect(body).to_be_focused()


def test_a_ticket_that_is_closed_meanwhile_says_so_and_takes_no_word_away(
    server: Server, maria: Page, ticket: Fresh
) -> None:
    ticket.letter("Does it work?", asks_solved=True, by="tom")
    maria.locator("#act-handover summary").click()
    note = maria.get_by_label("What your colleague needs")
    note.fill("Tom knows fuses.")
    body = composer(maria).get_by_label("Your letter to")
    body.fill("Ana, one more thing")
    server.do(confirm, ticket.id, now())
    expect(maria.locator("#composer").get_by_text("This ticket is closed.")).to_be_visible(timeout=SOON)
    expect(body).to_have_value("Ana, one more thing")
    expect(body).to_be_visible()
    expect(note).to_have_value("Tom knows fuses.")
    expect(note).to_be_visible()


def test_a_ticket_that_opens_again_can_be_written_in_at_once(server: Server, visit: Visit, ticket: Fresh) -> None:
    ticket.letter("Does it work?", asks_solved=True)
    close(server, ticket)
    desk = visit(ticket.desk, agent="maria")
    expect(composer(desk)).to_be_hidden()
    server.do(reopen, ticket.id, now())
    body = composer(desk).get_by_label("Your letter to")
    expect(body).to_be_visible(timeout=SOON)
    body.fill("Ana, I am on it again.")
    expect(desk.locator("[data-kept]")).to_be_visible()  # it is kept while it is typed


def test_a_choice_in_the_letter_stays_while_the_customer_writes(server: Server, maria: Page, ticket: Fresh) -> None:
    unfold(maria, "how")
    composer(maria).get_by_label("Whose turn").select_option("third")
    times(maria).last.check()
    server.do(reply, ticket.id, now(), body="It hisses now.")
    expect(maria.locator("#top").get_by_text("It hisses now.")).to_be_visible(timeout=SOON)
    expect(composer(maria).get_by_label("Whose turn")).to_have_value("third")
    expect(times(maria).last).to_be_checked()


def test_the_customers_form_says_that_writing_opens_it_again(server: Server, ana: Page, ticket: Fresh) -> None:
    field = ana.get_by_label("Write to Maria")
    field.fill("Half a sentence")
    ticket.letter("Does it work?", asks_solved=True)
    server.do(confirm, ticket.id, now())
    expect(ana.locator("#body-hint")).to_have_text("This is closed. Writing opens it again.", timeout=SOON)
    expect(field).to_have_value("Half a sentence")
    expect(field).to_be_focused()


def test_a_fold_stays_open_while_its_words_follow(ana: Page, ticket: Fresh) -> None:
    fold = ana.locator("#publication")
    fold.locator("summary").click()
    ticket.publish()
    expect(fold.get_by_text("It is public:")).to_be_visible(timeout=SOON)


def test_the_public_page_follows_what_its_customer_chooses(visit: Visit, public: Fresh) -> None:
    from statuspage.domain.publication.choice import PublicChoice

    page = visit(public.public())
    expect(page.locator("#brand bdi")).to_have_text("Fernhill Coffee")
    expect(page.get_by_role("link", name="Add to calendar")).to_be_visible()
    public.publish(PublicChoice(subject="subject", company=False, promise=False))
    expect(page.locator("#brand bdi")).to_have_count(0, timeout=SOON)
    expect(page).to_have_title("The machine heats up, then switches itself off · Maria is on it")
    expect(page.get_by_role("link", name="Add to calendar")).to_have_count(0)


def test_the_studio_follows_and_what_was_ticked_stays_ticked(visit: Visit, public: Fresh) -> None:
    studio = visit(f"{public.page}/studio")
    score = studio.get_by_label("Promises kept")
    was = score.is_checked()
    score.set_checked(not was)
    expect(studio.locator("[data-unsaved]")).not_to_be_empty()
    card = ".stage.is-auto iframe.look.is-card:not(.is-coming)"  # the one that is shown
    before = studio.locator(card).get_attribute("src")
    version = public.letter(NEWS, is_public=True)
    expect(studio.locator(f"#letter-{version}")).to_be_attached(timeout=SOON)
    assert score.is_checked() is not was
    becomes(studio, f"document.querySelector('{card}').getAttribute('src') !== {before!r}")


def test_the_studio_says_nothing_of_unsaved_choices_that_were_saved_elsewhere(visit: Visit, public: Fresh) -> None:
    studio = visit(f"{public.page}/studio")
    from statuspage.domain.publication.choice import PublicChoice

    public.publish(PublicChoice(subject="subject", letters=True, score=True))
    expect(studio.get_by_label("Promises kept")).to_be_checked(timeout=SOON)
    expect(studio.locator("[data-unsaved]")).to_be_empty()
    expect(letters(studio)).to_have_count(0)

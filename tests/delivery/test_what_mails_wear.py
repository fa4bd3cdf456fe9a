"""A mail bears the company's name and colour as the desk says them when it is written, not when it was left."""

from statuspage import wearing
from statuspage.delivery.routine import Routine
from statuspage.domain.our_company import change_our_company
from tests.delivery.mailbox import SETTINGS, Mailbox, text
from tests.patience import until


def test_a_letter_that_waits_leaves_under_the_name_and_in_the_colour_of_now(app, cast, run, clock):
    mailbox = Mailbox(app, cast, clock, run)
    mailbox.change(**SETTINGS)
    mailbox.write()
    before = mailbox.newest(to="customer")
    assert "Fernhill Coffee" in before["From"]
    run(change_our_company, clock(), {"name": "Riverside Roasters", "accent": "#7a1f4b"}, agent_id=None)
    wearing.look()
    after = mailbox.newest(to="customer")
    assert "Riverside Roasters" in after["From"]
    assert "Fernhill Coffee" not in text(after)
    assert "#7a1f4b" in text(after, "html")


def test_what_sends_mails_looks_before_each_turn(app, run, clock):
    seen = []
    run(change_our_company, clock(), {"name": "Riverside Roasters"}, agent_id=None)

    def work():
        seen.append(app.extensions["settings"].company_name)
        return 60.0

    routine = Routine(app, "a test", work)
    routine.start()
    until(lambda: seen)
    routine.stop()
    assert seen[0] == "Riverside Roasters"

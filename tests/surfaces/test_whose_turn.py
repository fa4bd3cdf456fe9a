"""The bar of whose turn it was: once the customer has agreed it is nobody's, until they open it again."""

from statuspage.domain.customer_verbs import confirm, reopen, reply
from statuspage.present import strip
from tests.surfaces.private_things import Ana
from tests.surfaces.test_present_promise import seen


def test_the_bar_says_with_us_never_after_the_customer_agreed(ana: Ana):
    ana.write()
    ana.clock.forward(hours=6)
    ana.write(asks_solved=True)
    ana.clock.forward(hours=6)
    ana.do(reply, body="It seems so.")
    ana.clock.forward(hours=6)
    ana.do(confirm)
    agreed = ana.clock()
    ana.clock.forward(hours=12)
    ana.do(reopen)
    opened = ana.clock()
    ana.clock.forward(hours=6)
    drawing = strip.draw(*seen(ana))
    whole = (ana.clock() - ana.ticket.opened_at).total_seconds()
    start, end = (100 * (at - ana.ticket.opened_at).total_seconds() / whole for at in (agreed, opened))
    assert [turn.kind for turn in drawing.turns] == ["us", "you", "us", "us"]
    assert drawing.turns[2].x2 <= start + 1
    assert drawing.turns[3].x1 >= end - 1

"""The private page names its clock, and shows its reader's own once they say so; no cookie remembers it."""

from tests.surfaces.private_things import Ana, words


def test_the_page_names_the_clock_that_its_times_are_by(ana: Ana):
    ana.write()
    assert "Times are by the clock in Lisbon." in words(ana.page())


def test_the_readers_own_clock_holds_from_then_on(ana: Ana):
    ana.write(hours=3)
    assert ana.send("clock", zone="Asia/Riyadh").status_code == 303
    assert "Times are by the clock in Riyadh." in words(ana.page())
    assert "Set-Cookie" not in ana.read().headers
    assert ana.kinds == ["opened", "letter"], "it is nobody's news"


def test_a_zone_that_nobody_knows_is_refused_and_changes_nothing(ana: Ana):
    assert ana.send("clock", zone="Moon/Tranquility").status_code == 422
    assert "Times are by the clock in Lisbon." in words(ana.page())

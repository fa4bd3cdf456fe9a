"""What an agent's mail says to do: understood as a person would, and held rather than guessed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from statuspage.delivery.incoming.owner_words import read_owner_words
from statuspage.delivery.incoming.said_as import asked_as, said_as
from statuspage.domain.errors import Refused
from statuspage.domain.promises import FURTHEST, promised_for

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # a Monday
ZONES = {"en": "Europe/Lisbon", "de": "Europe/Berlin", "ar": "Asia/Amman"}
LETTER = "Dear Ana,\n\nthe pump is here."


def read(words, language="en", now=NOW, zone=""):
    return read_owner_words(words, language, zone or ZONES[language], now)


def ended(line, language="en", **rest):
    return read(f"{LETTER}\n\n{line}\n", language, **rest)


UNDERSTOOD = {
    ("en", "next: tomorrow 17:00"): "2026-11-24T17:00",
    ("en", "Next: Tomorrow, 17:00."): "2026-11-24T17:00",
    ("en", "  - next :  tomorrow 17.00 "): "2026-11-24T17:00",
    ("en", "• NEXT： tomorrow 5pm"): "2026-11-24T17:00",
    ("en", "*next:* tomorrow at 5 p.m."): "2026-11-24T17:00",
    ("en", "next - tomorrow 17h"): "2026-11-24T17:00",
    ("en", "next: 17:00 tomorrow"): "2026-11-24T17:00",
    ("en", "next: tomorrow"): "2026-11-24T17:00",
    ("en", "next: tomorrow morning at 9"): "2026-11-24T09:00",
    ("en", "next: tomorrow noon"): "2026-11-24T12:00",
    ("en", "next: day after tomorrow 9am"): "2026-11-25T09:00",
    ("en", "next: tonight 8"): "2026-11-23T20:00",
    ("en", "next: 16"): "2026-11-23T16:00",
    ("en", "next: Mon 9"): "2026-11-30T09:00",
    ("en", "next: Mon 10"): "2026-11-23T10:00",
    ("en", "next: Friday"): "2026-11-27T17:00",
    ("en", "next: next Monday 9"): "2026-11-30T09:00",
    ("en", "next: Thu 26 Nov 17:00"): "2026-11-26T17:00",
    ("en", "next: 26 Nov 9:00"): "2026-11-26T09:00",
    ("en", "next: Nov 26 9:00"): "2026-11-26T09:00",
    ("en", "next: 26th of November, 5pm"): "2026-11-26T17:00",
    ("en", "next: 9:30 26 Nov"): "2026-11-26T09:30",
    ("en", "next: 26.11. 17:00"): "2026-11-26T17:00",
    ("en", "next: 26/11 10:00"): "2026-11-26T10:00",
    ("en", "next: 5 Jan 9:00"): "2027-01-05T09:00",
    ("en", "next: 2026-11-27 17:00"): "2026-11-27T17:00",
    ("en", "next: 2026-11-27T17:00"): "2026-11-27T17:00",
    ("en", "next: in 2 hours"): "2026-11-23T11:12",
    ("en", "next: in an hour"): "2026-11-23T10:12",
    ("en", "next: in half an hour"): "2026-11-23T09:42",
    ("en", "next: in 1.5 hours"): "2026-11-23T10:42",
    ("en", "next: in 30 min"): "2026-11-23T09:42",
    ("en", "next: in 3 days"): "2026-11-26T17:00",
    ("de", "nächstes: morgen 17 Uhr"): "2026-11-24T17:00",
    ("de", "Naechstes: morgen um 17:30"): "2026-11-24T17:30",
    ("de", "weiter: Mo 9"): "2026-11-30T09:00",
    ("de", "Weiter: Di. 9:30"): "2026-11-24T09:30",
    ("de", "nächstes: am Montag um 9 Uhr"): "2026-11-30T09:00",
    ("de", "nächstes: übermorgen"): "2026-11-25T17:00",
    ("de", "nächstes: heute Abend 20 Uhr"): "2026-11-23T20:00",
    ("de", "nächstes: morgen früh um 9"): "2026-11-24T09:00",
    ("de", "nächstes: Mittag"): "2026-11-23T12:00",
    ("de", "nächstes: bis Freitag"): "2026-11-27T17:00",
    ("de", "nächstes: 26.11. 17 Uhr 30"): "2026-11-26T17:30",
    ("de", "nächstes: 26. 11. 17.30 Uhr"): "2026-11-26T17:30",
    ("de", "nächstes: Mo., 30. November, 9 Uhr"): "2026-11-30T09:00",
    ("de", "nächstes: 26. November 9:00"): "2026-11-26T09:00",
    ("de", "nächstes: Do 9.10"): "2026-11-26T09:10",
    ("de", "nächstes: in 2 Std."): "2026-11-23T12:12",
    ("de", "nächstes: in einer halben Stunde"): "2026-11-23T10:42",
    ("de", "next: tomorrow 5 pm"): "2026-11-24T17:00",
    ("ar", "التالي: غدًا 17:00"): "2026-11-24T17:00",
    ("ar", "التالي: غدا الساعة ٥ مساءً"): "2026-11-24T17:00",
    ("ar", "\u200fالتالي\u200f: غداً ١٧:٠٠\u200f"): "2026-11-24T17:00",
    ("ar", "القادم: يوم الثلاثاء ٩:٣٠"): "2026-11-24T09:30",
    ("ar", "التالي: الخميس القادم ظهرا"): "2026-11-26T12:00",
    ("ar", "التالي: بعد غد"): "2026-11-25T17:00",
    ("ar", "التالي: بعد ساعتين"): "2026-11-23T14:12",
    ("ar", "التالي: خلال ٣٠ دقيقة"): "2026-11-23T12:42",
    ("ar", "التالي: بعد نصف ساعة"): "2026-11-23T12:42",
    ("ar", "التالي: ٢٦ نوفمبر ١٧:٠٠"): "2026-11-26T17:00",
    ("ar", "التالي: 26 تشرين الثاني، 10 صباحا"): "2026-11-26T10:00",
    ("ar", "التالي: 26 نوفمبر 9:00"): "2026-11-26T09:00",
    ("ar", "next: mon 9"): "2026-11-30T09:00",
}


@pytest.mark.parametrize(("language", "line"), UNDERSTOOD)
def test_the_last_line_names_the_next_word(language, line):
    found = ended(line, language)
    assert (found.wall, found.fault, found.deed, found.kind) == (UNDERSTOOD[language, line], None, "letter", "letter")
    assert found.next == promised_for(found.wall, ZONES[language], NOW).at
    assert found.body == LETTER
    assert found.lines == (line.rstrip(),)


NOT_UNDERSTOOD = {
    ("en", "next: yesterday"): "passed already",
    ("en", "next: today 8:00"): "passed already",
    ("en", "next: 9"): "passed already",
    ("en", "next: 2027-06-01 9:00"): "further off",
    ("en", "next: in 999 days"): "further off",
    ("en", "next: next week"): "does not say when",
    ("en", "next: tomorrow morning"): "does not say when",
    ("en", "next: tomorrow 25:00"): "does not say when",
    ("en", "next: 30 Feb"): "does not say when",
    ("en", "next: 11/26"): "does not say when",
    ("en", "next: 3/12"): "does not say when",
    ("en", "next: 9-11 Nov"): "does not say when",
    ("en", "next: 9, 11 Dec"): "does not say when",
    ("en", "next: 17:00-18:00"): "does not say when",
    ("en", "next: tomorrow 17:00?"): "does not say when",
    ("en", "next: 12.12"): "could be 2026-11-23 12:12 or 2026-12-12 17:00",
    ("en", "next: tomorrow 5"): "could be 05:00 or 17:00",
    ("en", "next: 5:30 tomorrow"): "could be 05:30 or 17:30",
    ("en", "next: next Friday 9"): "this week or the week after",
    ("en", "next: Fri 26 Nov 9:00"): "do not agree",
    ("de", "nächstes: gestern"): "passed already",
    ("de", "nächstes: nächste Woche"): "does not say when",
    ("de", "weiter: bald"): "does not say when",
    ("ar", "التالي: أمس"): "passed already",
    ("ar", "التالي: الأسبوع القادم"): "does not say when",
}


@pytest.mark.parametrize(("language", "line"), NOT_UNDERSTOOD)
def test_a_time_that_nobody_can_promise_is_refused_in_words(language, line):
    found = ended(line, language)
    assert NOT_UNDERSTOOD[language, line] in str(found.fault)
    assert (found.next, found.wall, found.body) == (None, "", LETTER)


@pytest.mark.parametrize("line", ["Next: we replace the pump.", "next: whenever 17:00", "Next:", "step: by step"])
def test_a_line_in_doubt_stays_in_the_letter_and_nothing_is_sent(line):
    found = ended(line)
    assert found.fault is not None
    assert (found.next, found.asks_solved, found.lines, found.body) == (None, False, (), f"{LETTER}\n\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "Next, I'll call the workshop tomorrow.",
        "Next – we will see.",
        "next tomorrow 17:00",
        "> next: tomorrow 17:00",
        "The next: tomorrow 17:00",
        "Call: +351 21 555 0142",
        "Solved",
        "Solved? Tell me.",
    ],
)
def test_prose_at_the_end_is_just_the_letter(line):
    found = ended(line)
    assert (found.fault, found.next, found.asks_solved) == (None, None, False)
    assert found.body == f"{LETTER}\n\n{line}"


QUESTIONS = {
    "en": ["solved?", "Solved ?", "Is it solved?", "*solved??*", "next: solved?"],
    "de": ["gelöst?", "Ist es gelöst ?", "Geloest?", "solved?", "nächstes: gelöst?"],
    "ar": ["هل حُلّت؟", "هل حلت ؟", "هل حُلّ الأمر؟", "\u200fهل حلت?", "solved?"],
}


@pytest.mark.parametrize(("language", "line"), [(one, line) for one, lines in QUESTIONS.items() for line in lines])
def test_the_question_asks_whether_it_is_solved(language, line):
    found = ended(line, language)
    assert (found.asks_solved, found.next, found.fault, found.body) == (True, None, None, LETTER)


CALLS = [("en", "next: call tomorrow 17:00"), ("en", "next call: tomorrow 17:00"), ("en", "Call: tomorrow 17:00")]
CALLS += [("en", "next: I'll call tomorrow at 5pm"), ("de", "Anruf: morgen 17 Uhr"), ("ar", "التالي: مكالمة غدًا 17:00")]


@pytest.mark.parametrize(("language", "line"), CALLS)
def test_the_next_word_may_be_a_call(language, line):
    found = ended(line, language)
    assert (found.kind, found.wall) == ("call", "2026-11-24T17:00")


@pytest.mark.parametrize("farewell", ["Maria", "Best wishes,\nMaria", "Thank you!\n\n  Maria Okafor, Repairs"])
def test_a_short_farewell_may_stand_below_and_stays_in_the_letter(farewell):
    found = ended(f"next: tomorrow 17:00\n\n{farewell}")
    assert found.wall == "2026-11-24T17:00"
    assert found.body == f"{LETTER}\n\n{farewell}"


@pytest.mark.parametrize(
    "below",
    ["a\nb\nc", "But only if the part comes in by then, which is anything but sure.", "Or does that not suit you?"],
)
def test_what_is_more_than_a_farewell_makes_the_line_part_of_the_letter(below):
    found = ended(f"next: tomorrow 17:00\n{below}")
    assert (found.next, found.lines) == (None, ())
    assert "next: tomorrow 17:00" in found.body


NOTES = [("en", "note:"), ("en", "Note :"), ("en", "- INTERNAL NOTE:"), ("de", "Notiz:"), ("ar", "ملاحظة:")]


@pytest.mark.parametrize(("language", "line"), NOTES)
@pytest.mark.parametrize("divider", [" ", "\n", "\n\n"])
def test_a_first_line_makes_all_the_words_a_note(language, line, divider):
    found = read(f"{line}{divider}She was upset.\nCall first.", language)
    assert (found.deed, found.body, found.lines) == ("note", "She was upset.\nCall first.", (line,))
    assert found.fault is None


@pytest.mark.parametrize("ending", ["next: tomorrow 17:00", "solved?", "step: working"])
@pytest.mark.parametrize("begin", ["note:", "to Tom:"])
def test_a_note_or_a_handover_that_ends_like_a_letter_is_held(begin, ending):
    found = read(f"{begin}\nShe was upset.\n{ending}")
    assert "A note or a handover has no next word" in str(found.fault)
    assert (found.next, found.asks_solved) == (None, False)


def test_a_note_may_hold_what_only_looks_like_an_ending():
    found = read("note: two things.\nNext: ask for the pressure.")
    assert (found.deed, found.body, found.fault) == ("note", "two things.\nNext: ask for the pressure.", None)


HANDOVERS = [("en", "to Tom:", "Tom"), ("en", "Hand over to Tom Becker:", "Tom Becker"), ("de", "An Tom:", "Tom")]
HANDOVERS += [("de", "Übergabe an Jörg:", "Jörg"), ("ar", "إلى نور:", "نور"), ("ar", "to Noor：", "Noor")]


@pytest.mark.parametrize(("language", "line", "name"), HANDOVERS)
def test_a_first_line_hands_the_ticket_over(language, line, name):
    found = read(f"{line}\nAna waits for the pump.", language)
    assert (found.deed, found.to, found.body) == ("handover", name, "Ana waits for the pump.")


@pytest.mark.parametrize(
    "line", ["To: Tom", "To Tom", "To whom it may concern:", "Today:", "An der Pumpe liegt es nicht:"]
)
def test_what_is_not_a_name_hands_nothing_over(line):
    found = read(f"{line}\nAna waits for the pump.", "de")
    assert (found.deed, found.to) == ("letter", "")


def test_a_note_and_a_handover_in_one_are_held_as_a_note():
    found = read("to Tom:\nnote: she was upset")
    assert (found.deed, found.body) == ("note", "she was upset")
    assert "which only colleagues read" in str(found.fault)


STEPS = [("en", "step: working", "working"), ("en", "Step - Looking into it.", ""), ("en", "step: heard", "heard")]
STEPS += [("en", "Step: Looking into it.", "looking"), ("de", "Schritt: in Arbeit", "working")]
STEPS += [
    ("de", "Schritt: In Prüfung", "looking"),
    ("ar", "خطوة: قيد العمل", "working"),
    ("ar", "الخطوة: قيد النظر", "looking"),
]


@pytest.mark.parametrize(("language", "line", "step"), STEPS)
def test_a_first_line_sets_the_step_of_a_letter(language, line, step):
    found = read(f"{line}\n\n{LETTER}\nnext: tomorrow 17:00", language)
    assert (found.deed, found.step, found.wall) == ("letter", step, "2026-11-24T17:00")
    assert (line in found.body) is (not step)


@pytest.mark.parametrize("order", ["step: working\nheard: the pump leaks", "heard: the pump leaks\n\nstep: working"])
@pytest.mark.parametrize("last", ["next: Fri 9", "step: working\nnext: Fri 9"])
def test_several_lines_work_in_any_order(order, last):
    found = read(f"{order}\n{LETTER}\n{last}")
    assert (found.step, found.heard, found.body, found.fault) == ("working", "the pump leaks", LETTER, None)
    assert found.wall == "2026-11-27T09:00"


@pytest.mark.parametrize("step", ["solved", "confirmed"])
def test_only_the_question_may_solve_a_ticket(step):
    found = read(f"step: {step}\n{LETTER}\nnext: tomorrow 17:00")
    assert "ask the customer" in str(found.fault)
    assert (found.step, found.next) == ("", None)


TWICE = ["next: Tue 9\nnext: Wed 9", "next: Tue 9\nsolved?", "step: looking\nstep: working\nnext: Tue 9"]


@pytest.mark.parametrize("last", TWICE)
def test_lines_that_say_two_things_are_held(last):
    found = ended(last)
    assert "different things" in str(found.fault)
    assert (found.next, found.asks_solved) == (None, False)


def test_the_next_word_alone_has_no_letter():
    found = read("next: tomorrow 17:00")
    assert (found.deed, found.body, found.wall) == ("letter", "", "2026-11-24T17:00")


def test_the_next_word_may_come_first_but_not_the_question():
    assert read(f"next: tomorrow 17:00\n\n{LETTER}").wall == "2026-11-24T17:00"
    assert not read(f"Is it solved?\n\n{LETTER}").asks_solved


def test_an_hour_that_clocks_skip_is_refused():
    found = ended("next: 28 March 01:30", now=datetime(2027, 3, 20, tzinfo=UTC))
    assert "does not exist on that day" in str(found.fault)


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    found = ended("next: tomorrow 01:30", now=datetime(2026, 10, 24, 9, tzinfo=UTC))
    assert found.next == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_span_that_ends_in_an_hour_which_comes_again_is_refused():
    found = ended("next: in 30 min", now=datetime(2026, 10, 25, 0, 45, tzinfo=UTC))
    assert "comes twice" in str(found.fault)


def test_times_are_by_the_agents_clock():
    assert ended("next: today 17:00", zone="America/Chicago").next == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert ended("next: today 17:00", zone="Asia/Tokyo", now=NOW - timedelta(hours=5)).wall == "2026-11-23T17:00"
    assert "passed already" in str(ended("next: today 17:00", zone="Asia/Tokyo").fault)


def test_a_zone_that_nobody_knows_is_a_fault_and_no_error():
    assert "time zone" in str(ended("next: tomorrow 17:00", zone="../Lisbon").fault)


def test_a_language_without_spellings_of_its_own_has_the_english_ones():
    assert read("next: tomorrow 17:00", "en", zone="Asia/Tokyo").wall == "2026-11-24T17:00"
    assert read_owner_words("nächstes: morgen 17 Uhr", "de_AT", "Europe/Vienna", NOW).wall == "2026-11-24T17:00"
    assert read_owner_words("next: tomorrow 17:00", "ja", "Asia/Tokyo", NOW).wall == "2026-11-24T17:00"


def test_the_lines_for_help_are_those_that_people_type():
    at = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert said_as(at, "en", "Europe/Lisbon", NOW) == "next: tomorrow 17:00"
    assert said_as(at + timedelta(days=2), "de", "Europe/Lisbon", NOW) == "nächstes: Do 17:00"
    assert said_as(at + timedelta(days=6), "de", "Europe/Lisbon", NOW) == "nächstes: 30. November 17:00"
    assert said_as(at + timedelta(days=60), "ar", "Europe/Lisbon", NOW) == "التالي: 23 يناير 2027 17:00"
    assert [asked_as(language) for language in ZONES] == ["solved?", "gelöst?", "هل حُلّ الأمر؟"]


LANGUAGE = st.sampled_from(list(ZONES))
ZONE = st.sampled_from(
    [
        "Europe/Lisbon",
        "Africa/Casablanca",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
    ]
)
YEARS = range(2024, 2037)
INSTANT = st.builds(
    lambda year, length: datetime(year, 1, 1, tzinfo=UTC) + length,
    st.sampled_from(YEARS),
    st.timedeltas(timedelta(), timedelta(days=365)),
)
TYPED = [line for _, line in [*UNDERSTOOD, *NOT_UNDERSTOOD]] + [
    "note:",
    "to Tom:",
    "step: working",
    "solved?",
    "heard: it",
]
LINE = st.one_of(
    st.sampled_from(TYPED), st.sampled_from(["next: ", "note: ", "to "]).flatmap(lambda a: st.text().map(a.__add__))
)
LINES = st.lists(st.one_of(LINE, st.text(), st.just(""), st.just("\r")), max_size=8).map("\n".join)


def signs(text):
    return sorted("".join(text.split()))


@pytest.mark.long
@given(LINES, LANGUAGE, ZONE, INSTANT)
def test_no_word_is_lost_and_a_next_word_is_in_time(words, language, zone, now):
    found = read_owner_words(words, language, zone, now)
    assert signs(found.body + "".join(found.lines)) == signs(words)
    if found.fault or found.deed != "letter":
        assert (found.next, found.asks_solved) == (None, False)
        assert str(found.fault)
    if found.next:
        assert now < found.next <= now + FURTHEST
        assert promised_for(found.wall, zone, now).at == found.next


@given(st.text(), LANGUAGE)
def test_whatever_says_nothing_to_do_is_a_letter_that_waits(words, language):
    assume(not set(words) & set(":：﹕︓?？؟-–—︖﹖⁇⁈⁉"))
    found = read(words, language)
    assert (found.deed, found.next, found.asks_solved, found.lines, found.fault) == ("letter", None, False, (), None)
    assert signs(found.body) == signs(words)


@given(INSTANT, st.integers(1, 92 * 24 * 60), LANGUAGE, ZONE)
@example(datetime(2026, 10, 24, 23, tzinfo=UTC), 90, "en", "Europe/Lisbon")  # an hour that comes twice
@example(datetime(2026, 12, 30, 12, tzinfo=UTC), 8 * 24 * 60, "ar", "Africa/Casablanca")  # next year
@example(datetime(2027, 11, 28, 12, tzinfo=UTC), 92 * 24 * 60, "de", "Europe/Lisbon")  # 28 and 29 February
@example(NOW, 7 * 24 * 60, "en", "Europe/Lisbon")  # this weekday
def test_what_help_shows_is_understood(now, minutes, language, zone):
    local = (now + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    try:
        due = promised_for(local.strftime("%Y-%m-%dT%H:%M"), zone, now)
    except Refused:  # the first of an hour that comes twice is over
        assume(False)
    found = read_owner_words(f"{LETTER}\n{said_as(due.at, language, zone, now)}", language, zone, now)
    assert (found.next, found.wall, found.fault, found.body) == (due.at, due.wall, None, LETTER)
    assert read(asked_as(language), language).asks_solved

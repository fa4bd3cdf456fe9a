"""What people type: kept as they typed it, and refused in words when it cannot be shown as it reads."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.domain import validation
from statuspage.domain.errors import Refused

CONTROL = "\x00\x07\x1b\x7f\x85\ufffe\ud800"
REVERSING = "\u202a\u202b\u202c\u202d\u202e"


def refusal(read, *arguments, **named):
    with pytest.raises(Refused) as refused:
        read("f", *arguments, **named)
    assert refused.value.field == "f"
    return refused.value


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Dear Ana,\r\nyes.\r\n ", "Dear Ana,\nyes."),
        ("one\rtwo", "one\ntwo"),
        ("e\u0301", "é"),
        ("a\tb", "a\tb"),
        ("\u2067مرحبا\u2069 and \u200fعربي", "\u2067مرحبا\u2069 and \u200fعربي"),
        ("👩‍🔧 fixed", "👩‍🔧 fixed"),
    ],
)
def test_a_text_is_kept_as_typed_but_for_its_edges_and_line_ends(given, kept):
    assert validation.text("f", given, 100) == kept


@pytest.mark.parametrize("character", CONTROL)
def test_control_characters_are_taken_out_and_shown_for_another_look(character):
    assert refusal(validation.text, f"a{character}b", 100).cleaned == "ab"


@pytest.mark.parametrize("character", REVERSING)
def test_characters_that_turn_a_text_around_are_taken_out_and_shown_for_another_look(character):
    refused = refusal(validation.text, f"pay {character}0001", 100)
    assert refused.cleaned == "pay 0001"


def test_both_at_once_are_cleaned_at_once():
    assert refusal(validation.text, "a\x07b\u202ec", 100).cleaned == "abc"


WHITE = ["\u3164", "\u115f\u1160", "\uffa0", "\u2800 \u2800", "\ufe0f", "\u034f", "\u180b", "\U000e0100"]


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "\u2060\ufeff", "\u3000\n", "\u00ad", *WHITE])
def test_what_nobody_can_see_says_nothing(nothing):
    refusal(validation.text, nothing, 100)
    refusal(validation.line, nothing)
    assert validation.text("f", "", 100, required=False) == ""


def test_a_limit_counts_characters_and_the_last_one_fits():
    assert validation.text("f", "é" * 100, 100) == "é" * 100
    assert "101" in str(refusal(validation.text, "é" * 101, 100))


def test_a_line_has_no_breaks():
    assert validation.line("f", " a\n b\t\tc\u2028d ") == "a b c d"


@given(st.text(st.characters()), st.integers(1, 50))
def test_any_text_is_either_kept_whole_or_refused(text, limit):
    try:
        value = validation.text("f", text, limit)
    except Refused:
        return
    assert not set(value) & set(CONTROL + REVERSING)
    assert len(value) <= limit
    assert value == unicodedata.normalize("NFC", value)
    assert validation.text("f", value, limit) == value


@given(st.text(st.characters()))
def test_what_was_cleaned_can_be_sent(text):
    try:
        validation.text("f", text, 10_000)
    except Refused as refused:
        if refused.cleaned:
            validation.text("f", refused.cleaned, 10_000, required=False)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Ana@Example.ORG ", "ana@example.org"),
        ("a+b@x.co.uk", "a+b@x.co.uk"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("ü@bücher.de",) * 2,
    ],
)
def test_a_mail_address_is_kept_in_small_letters(given, kept):
    assert validation.mail("f", given) == kept


@pytest.mark.parametrize(
    "address",
    [
        "ana",
        "ana@",
        "@x.org",
        "ana@x",
        "a b@x.org",
        "a@x.org, b@x.org",
        "a@b@x.org",
        "a@x..org",
        "<a@x.org>",
        "İ" * 253,
    ],
)
def test_what_is_no_mail_address_is_refused(address):
    refusal(validation.mail, address)


def test_a_mail_address_never_grows_longer_than_its_column():
    for length in range(200, 256):
        try:
            assert len(validation.mail("f", "a@" + "İ" * length + ".org")) <= 254
        except Refused:
            continue


@pytest.mark.parametrize("number", ["+351 91 000 0000", "(030) 123-456", "12345", "030/123.456"])
def test_a_phone_number_is_kept_as_a_person_writes_it(number):
    assert validation.phone("f", number) == number


@pytest.mark.parametrize(
    "number", ["+٩٦٦ ٥٥ ١٢٣ ٤٥٦٧", "+۹۶۶ ۵۵ ۱۲۳ ۴۵۶۷", "+९६६ ५५ १२३ ४५६७", "+９６６ ５５ １２３ ４５６７"]
)
def test_a_phone_number_is_kept_in_the_digits_that_phones_dial(number):
    assert validation.phone("f", number) == "+966 55 123 4567"


@pytest.mark.parametrize("number", ["²²²²²²", "①②③④⑤⑥", "٣٣", "٠١٢٣٤ abc"])
def test_what_looks_like_digits_and_is_none_is_no_phone_number(number):
    refusal(validation.phone, number)


@pytest.mark.parametrize("number", ["1234", "+" + "1" * 31, "call 12345", "12345\n67890;", "++12345"])
def test_what_is_no_phone_number_is_refused(number):
    refusal(validation.phone, number)


UNSEEN = ["\u200b", "\u202a", "\u202c", "\u2066", "\u2069", "\u00ad", "\ufeff", "\x00", "\x7f", "\u2060", "\u00a0"]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_nobody_sees_is_taken_out_of_a_name_a_number_and_an_address(unseen):
    assert validation.line("f", f"{unseen}Ana{unseen} Reis{unseen}") == "Ana Reis"
    assert validation.mail("f", f"{unseen}ana@example.org{unseen}") == "ana@example.org"
    assert validation.phone("f", f"{unseen}+351 21 555 0142{unseen}") == "+351 21 555 0142"


@pytest.mark.parametrize("unseen", ["\u200e", "\u200f", "\u061c", "\u200c", "\u200d", *UNSEEN[:-1]])
def test_no_sign_that_nobody_sees_stays_within_what_machines_read(unseen):
    assert validation.mail("f", f"ana{unseen}@exa{unseen}mple.org") == "ana@example.org"
    assert validation.phone("f", f"+3{unseen}51{unseen} 21 555 0142") == "+351 21 555 0142"


@pytest.mark.parametrize(
    "name",
    [
        "علی‌رضا",
        "क्‍ष",
        "Rui 🇵🇹",
        "👩‍🔧 Noor",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\u200fعربي!\u200f",
        "❤️",
        "⠝⠊⠊⠍⠊",
        "葛\U000e0100城",
    ],
)
def test_a_name_keeps_the_joiners_that_its_script_needs(name):
    assert validation.line("f", name) == name


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\u00ad"])
def test_what_is_refused_does_not_come_back_with_what_nobody_sees(unseen):
    assert refusal(validation.mail, f"ana{unseen}").cleaned == "ana"
    assert refusal(validation.phone, f"call me{unseen}").cleaned == "call me"
    assert refusal(validation.line, unseen).cleaned == ""
    assert refusal(validation.text, "\u200b", 100).cleaned == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\u202a+351 21 555 0142\u202c", "+351 21 555 0142"),
        ("030 – 555 0142", "030 - 555 0142"),
        ("020 7946 0958 ext. 12", "020 7946 0958 ext. 12"),
        ("020 7946 0958x12", "020 7946 0958x12"),
        ("tel:+351-21-555-0142;ext=12", "+351-21-555-0142;ext=12"),
        ("+351\u00a021\u2011555\u202f0142", "+351 21-555 0142"),
        ("＋٩٦٦ （٠）١١", "+966 (0)11"),
    ],
)
def test_a_phone_number_is_taken_as_it_is_written_or_copied(given, kept):
    assert validation.phone("f", given) == kept


def test_what_may_be_left_out_may_be_left_out():
    assert validation.mail("f", " ", required=False) == validation.phone("f", "", required=False) == ""


def test_only_what_the_form_offered_is_chosen():
    assert validation.choice("f", "a", ("a", "b")) == "a"
    refusal(validation.choice, "c", ("a", "b"))


def test_a_refusal_reads_as_a_sentence_with_its_values_in_place():
    refused = Refused("f", "%(name)s has this ticket already.", name="Tom")
    assert str(refused) == "Tom has this ticket already."
    assert str(Refused("f", "100% done")) == "100% done"

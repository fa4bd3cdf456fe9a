"""Words are folded and cut alike wherever they stand, in any script: what was written and what is sought meet."""

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage.domain.errors import Refused
from statuspage.domain.words.excerpts import excerpt
from statuspage.domain.words.segments import LONGEST, segments, tokens
from statuspage.domain.words.wanted import LONGEST as LONGEST_SOUGHT
from statuspage.domain.words.wanted import MOST_WORDS, Wanted, wanted

SIGNS = "aäßéIıİŁøكتابقًـِ 咖啡机コーヒーกาแฟ한국어иἈ½٣9-+'\"\u200d\u00ad\u0301"
TEXTS = st.text(max_size=120) | st.text(SIGNS, max_size=60)


def meets(sought, text):
    """Whether a text is found by this: each word in one of its forms, whole or begun."""
    asked = wanted(sought)
    return all(any(Wanted((term,)).marked(text)) for term in asked.terms) and asked.meets(text)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Die Espressomaschine", "espres"),
        ("STRASSE", "straße"),
        ("Überdruck", "uberdruck"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("İstanbul’da ılık", "istanbul ilik"),
        ("Η ΜΗΧΑΝΉ δεν ζεσταίνει", "μηχανη"),
        ("ὁ λόγος", "λογοσ"),
        ("我的咖啡机坏了", "咖啡机"),
        ("我的咖啡机坏了", "机"),
        ("コーヒーメーカーが壊れた", "メーカー"),
        ("ｺｰﾋｰ", "コーヒー"),
        ("เครื่องชงกาแฟไม่ร้อน", "กาแฟ"),
        ("مَكِينَة القَهْوَة", "القهوه"),
        ("الماكينة الكبيرة", "ماكينه"),
        ("ماكينة كبيرة", "الماكينة"),
        ("كـــبير", "كبير"),
        ("علی کتاب", "علي كتاب"),
        ("٤٧١١", "4711"),
        ("커피를 마셔요", normalize("NFD", "커피")),
        ("किताब पढ़ना", "किताब"),
        ("don’t", "don't"),
        ("so\u00adft", "soft"),
        ("It is not quite done", '"not quite"'),
    ],
)
def test_a_text_is_found_by_what_people_type(text, sought):
    assert meets(sought, text)


@pytest.mark.parametrize("sought", ["910000000", "0000000", "+351 91 000 0000", "091 000"])
def test_a_number_is_found_by_any_of_its_digits_and_marked_as_it_was_written(sought):
    text = "Call +351 91 000 0000, please."
    asked = wanted(sought)
    assert any(form.startswith(asked.number) for form in tokens(text))
    assert [text[start:end] for start, end in asked.marked(text)] == ["+351 91 000 0000"]


@pytest.mark.parametrize(
    ("text", "sought"),
    [("espresso", "presso"), ("not so quite", '"not quite"'), ("机咖啡", "咖啡机"), ("TVs", "tv"), ("pump", '"pum"')],
)
def test_a_text_is_not_found_by_what_is_not_in_it(text, sought):
    assert not meets(sought, text)


@given(TEXTS)
def test_what_is_found_is_the_same_however_it_is_encoded(text):
    assert set(tokens(normalize("NFC", text))) == set(tokens(normalize("NFD", text)))


@given(TEXTS)
def test_no_form_holds_what_an_index_would_read_as_a_sign_of_its_own(text):
    for form in tokens(text):
        assert form
        assert len(form) <= LONGEST
        assert form.isalnum() or not form.isascii()
        assert not {*form} & {*" \t\n\"'\\*#§¤()|&!:"}


@given(TEXTS)
@example("a\u0301咖\u0301啡")
def test_segments_stand_in_the_order_of_the_text_and_within_it(text):
    last = 0
    for piece in segments(text):
        assert last <= piece.start < piece.end <= len(text)
        last = piece.start


@given(st.text("我的咖啡机坏了", min_size=2, max_size=12), st.data())
def test_every_part_of_a_sentence_without_spaces_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert meets(text[start:end], text)


@given(st.lists(st.text("abcdeäßéçñüąčώцш", min_size=3, max_size=12), min_size=1, max_size=6), st.data())
def test_every_beginning_of_a_word_finds_it(words, data):
    word = data.draw(st.sampled_from(words))
    assert meets(word[: data.draw(st.integers(3, len(word)))].upper(), " ".join(words))


@given(TEXTS, TEXTS)
def test_whatever_is_sought_is_understood_or_refused_in_words(typed, text):
    try:
        asked = wanted(typed)
    except Refused:
        return
    assert (asked is None) == (not typed.strip())
    if asked:
        pieces = excerpt(text, asked)
        assert "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …") in " ".join(text.split())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("x" * 10_000, "10000 characters long"),
        ("词" * (LONGEST_SOUGHT + 1), "characters long"),
        ('"" * AND'.replace("AND", "--"), "There is no word in this"),
        ("🙂 ...", "There is no word in this"),
        (" ".join(f"w{number}" for number in range(MOST_WORDS + 1)), f"more than {MOST_WORDS} words"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_in_words(typed, why):
    with pytest.raises(Refused, match=why):
        wanted(typed)


def test_the_words_around_are_told_in_their_own_spelling():
    before, after = "Dear Ana, " + "we looked at it again and again. " * 8, "so it goes. " * 20
    text = f"{before}The GRÖSSE of the Gasket is wrong, {after}"
    pieces = excerpt(text, wanted("grosse gasket"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["GRÖSSE", "Gasket"]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith(" …")

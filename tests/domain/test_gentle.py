"""The gentle reader finds phrases by their words, says exactly where they stand, and never raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from statuspage.domain.desk.gentle import Hurt, in_place, key_of, read_gently
from statuspage.domain.desk.phrases import (
    LONGEST,
    MOST,
    Phrase,
    bring_phrase_back,
    deleted_phrases,
    end_phrase,
    phrases_for,
    read_phrases,
    save_phrase,
)
from statuspage.domain.errors import Refused
from tests.domain.test_drafts import refusal

POLICY = {1: "as per our policy"}


def found(text, phrases):
    return [text[hurt.start : hurt.end] for hurt in read_gently(text, phrases)]


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("as per our policy", "Ana, as per our policy, no.", "as per our policy"),
        ("as per our policy", "AS PER\nOUR\u00a0 Policy!", "AS PER\nOUR\u00a0 Policy"),
        ("as per our policy", "as **per our** policy", "as **per our** policy"),
        ("it can't be", "It can’t be, cant", "It can’t be"),
        ("it cant be", "it can't be", "it can't be"),
        ("beruhigen Sie sich", "Bitte BERUHIGEN SIE sich.", "BERUHIGEN SIE sich"),
        ("gemäß unseren AGB", "GEMÄSS unseren agb", "GEMÄSS unseren agb"),
        ("desole", "désolé: de\u0301sole\u0301", "désolé"),
        ("كما ذكرنا سابقًا", "و كَما ذكرنا سابقا.", "كَما ذكرنا سابقا"),
        ("冷静になって", "まず冷静になってください", "冷静になって"),
        ("ใจเย็น", "กรุณาใจเย็นๆ", "ใจเย็น"),
        ("calm down", "🙂🙂 calm 🙂 down", "calm 🙂 down"),
        ("no. never", "No! Never.", "No! Never"),
        ("(a+)+$", "an a or two", "a"),
    ],
)
def test_a_phrase_is_found_by_its_words_however_they_are_written(phrase, text, there):
    assert found(text, {7: phrase})[:1] == [there]
    assert read_gently(text, {7: phrase})[0].key == 7


@pytest.mark.parametrize(
    "text",
    ["as per our policies", "asper our policy", "as per our. Policy", "as per our\n\npolicy", "per our policy", ""],
)
def test_other_words_and_the_end_of_a_sentence_between_them_are_no_phrase(text):
    assert read_gently(text, POLICY) == []


def test_of_phrases_that_overlap_the_first_and_longer_is_told():
    phrases = {1: "calm down", 2: "please calm", 3: "down", 4: "please calm down now", 5: "now then"}
    assert read_gently("please calm down now then", phrases) == [Hurt(0, 20, 4)]
    assert found("please calm down. Calm down", phrases) == ["please calm", "Calm down"]


def test_of_one_phrase_in_two_ways_the_first_is_told():
    assert read_gently("CALM down", {4: "calm down", 2: "Calm, down"}) == [Hurt(0, 9, 4)]


def test_a_phrase_without_a_word_is_found_nowhere():
    assert read_gently("!!! … as it is", {1: "!!!", 2: "", 3: "…", 4: " "}) == []
    assert key_of("… ") == ()


@pytest.mark.parametrize(
    ("instead", "words", "becomes"),
    [
        ("I see", "calm down", "I see"),
        ("what I can do", "As per", "What I can do"),
        ("ich", "AGB", "ich"),
        ("", "A", ""),
    ],
)
def test_what_is_written_instead_begins_as_what_it_replaces(instead, words, becomes):
    assert in_place(instead, words) == becomes


words = st.text("abAÉé' ’ß.!\nوبكَ汉字ก็🙂\u200d\u0301\ud800", max_size=40)
anything = st.one_of(words, st.text(st.characters(exclude_categories=[]), max_size=30))


@given(anything, st.lists(anything, max_size=6))
def test_for_any_text_it_never_raises_and_each_place_holds_its_phrase(text, phrases):
    listed = dict(enumerate(phrases))
    before = 0
    for start, end, key in read_gently(text, listed):
        assert before <= start < end <= len(text)
        assert key_of(text[start:end]) == key_of(listed[key])
        before = end


@given(
    st.lists(st.sampled_from(["as", "per", "our", "policy", "calm", "down", "no"]), min_size=1, max_size=5),
    words,
    words,
)
def test_a_phrase_that_stands_there_is_never_missed(drawn, before, after):
    phrase = " ".join(drawn)
    text = f"{before}\n\n{phrase.upper()}\n\n{after}"
    start = len(before) + 2
    hurts = read_gently(text, {1: phrase})
    assert any(hurt.start == start and hurt.end == start + len(phrase) for hurt in hurts)


def test_a_list_made_to_be_slow_is_read_all_the_same():
    phrases = {number: "a " * number + "b" for number in range(1, 60)}
    text = "a " * 20_000
    assert read_gently(text, phrases) == []
    assert len(read_gently(text + "b", phrases)) == 1


# ---- the lists of the team


def save(scene, phrase=None, **said):
    given = {"language": "en", "words": "tut tut", "why": "It scolds.", "instead": "I see"} | said
    return save_phrase(scene.session, phrase and phrase.id, scene.cast.maria, scene.now, spoken=("en", "de"), **given)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_good_lists_come_with_the_product(scene, language):
    listed = read_phrases(scene.session, language)
    assert len(listed) >= 15
    assert all(one.why and one.instead and one.changed_by_id is None for one in listed)
    assert len({key_of(one.words) for one in listed}) == len(listed)
    phrases = {one.id: one.words for one in listed}
    for one in listed:
        assert [hurt.key for hurt in read_gently(f"{one.words}!", phrases)] == [one.id]
        assert read_gently(one.instead, phrases) == [], "what is proposed hurts nobody"


def test_a_letter_is_read_for_its_own_language_else_for_all(scene):
    def read(language):
        return {one.language for one in phrases_for(scene.session, language)}

    assert (read("de"), read(""), read("fr")) == ({"de"}, {"en", "de", "ar"}, {"en", "de", "ar"})


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"words": " "}, "phrase", "Please write something"),
        ({"words": "!?"}, "phrase", "There is no word in"),
        ({"words": "x" * 5_000}, "phrase", "120 is the most"),
        ({"why": ""}, "why", "Please write something"),
        ({"why": "x" * (LONGEST + 1)}, "why", "300 is the most"),
        ({"instead": " "}, "instead", "Please write something"),
        ({"language": "xx"}, "language", "There is no such language"),
        ({"words": "AS PER, our policy"}, "phrase", "stands in this list already"),
    ],
)
def test_what_no_phrase_can_be_is_said_at_its_field(scene, said, field, words):
    refused = refusal(save, scene, **said)
    assert (refused.field, words in str(refused)) == (field, True)


def test_a_phrase_is_changed_deleted_and_brought_back(scene):
    phrase = save(scene)
    assert save(scene, phrase, words="tut, tut").changed_by_id == scene.cast.maria.id
    end_phrase(scene.session, phrase.id, scene.cast.tom, scene.now)
    assert phrase not in read_phrases(scene.session, "en")
    assert deleted_phrases(scene.session, "en") == [phrase]
    assert "Bring it back first" in str(refusal(save, scene, phrase))
    bring_phrase_back(scene.session, phrase.id, scene.cast.maria, scene.now)
    assert phrase.changed_by_id == scene.cast.maria.id
    assert phrase in read_phrases(scene.session, "en")


def test_one_that_stands_there_again_is_not_brought_back(scene):
    phrase = save(scene)
    end_phrase(scene.session, phrase.id, scene.cast.tom, scene.now)
    save(scene)
    with pytest.raises(Refused, match="already"):
        bring_phrase_back(scene.session, phrase.id, scene.cast.tom, scene.now)


def test_there_are_so_many_and_no_more(scene):
    there = len(read_phrases(scene.session, "en"))
    scene.session.add_all(
        Phrase(language="en", words=f"w{at}", why="x", instead="x", changed_at=scene.now) for at in range(MOST - there)
    )
    assert "Delete one first" in str(refusal(save, scene))


def test_of_two_who_add_one_phrase_at_once_one_is_told(app, at_once, cast, clock):
    said = {"language": "en", "words": "tut tut", "why": "It scolds.", "instead": "I see", "spoken": ("en",)}
    verbs = [lambda session, by=by: save_phrase(session, None, by, clock(), **said) for by in (cast.maria, cast.tom)]
    assert sorted(type(one).__name__ for one in at_once(*verbs)) == ["Phrase", "Refused"]


def test_the_shipped_phrases_are_rows_like_any_other(scene):
    shipped = scene.session.scalars(select(Phrase).where(Phrase.language == "en")).first()
    assert save(scene, shipped, words="another").words == "another"

"""Drafts are the team's: a text per language, no two of one name, deleted and brought back, and filled in."""

import pytest

from statuspage.domain.causes.filling import filled
from statuspage.domain.desk.drafts import (
    MOST,
    Draft,
    deleted_drafts,
    end_draft,
    read_drafts,
    save_draft,
    take_draft_back,
    with_draft,
    words_in,
)
from statuspage.domain.desk.made_own import Filling
from statuspage.domain.errors import Refused
from tests.drafts import add_draft

WAIT = "[[their name]], what keeps us is a part: [[your own words: which part]]. I ask them again on Monday."


def save(scene, draft=None, **said):
    given = {"name": "Waiting", "texts": {"en": WAIT}, "is_offer": False, "first": "en"} | said
    by = given.pop("by", scene.cast.maria)
    return save_draft(scene.session, draft and draft.id, by, scene.now, **given)


def refusal(call, *arguments, **named):
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value


def test_drafts_are_listed_by_their_title(scene):
    for title in ("Part ordered", "A call first"):
        add_draft(scene.session, scene.now, title=title, body="Dear [[their name]]")
    assert [draft.title for draft in read_drafts(scene.session)] == ["A call first", "Part ordered"]


def test_who_changed_one_last_is_known(scene):
    draft = save(scene)
    assert (draft.created_at, draft.changed_by_id) == (scene.now, scene.cast.maria.id)
    scene.clock.forward(hours=1)
    save(scene, draft, name="Waiting for a part", by=scene.cast.tom)
    assert (draft.changed_at, draft.changed_by_id, draft.title) == (scene.now, scene.cast.tom.id, "Waiting for a part")
    assert draft.created_at < draft.changed_at


def test_it_comes_in_the_letters_language_else_in_the_teams_own(scene):
    draft = save(scene, texts={"en": "Hello.", "de": "Guten Tag.", "ar": ""})
    assert [words_in(draft, tag, "en").language for tag in ("de", "ar", "", "fr")] == ["de", "en", "en", "en"]
    assert words_in(draft, "ar", "pt").body == "Hello.", "else in the first that it has"
    assert draft.texts == {"en": "Hello.", "de": "Guten Tag."}


def test_a_text_of_a_language_that_is_not_offered_any_more_stays(scene):
    draft = save(scene, texts={"en": "Hello.", "de": "Guten Tag."})
    save(scene, draft, texts={"en": "Hello again."})
    assert draft.texts == {"en": "Hello again.", "de": "Guten Tag."}


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": "  "}, "name", "Please write something"),
        ({"name": "x" * 5_000}, "name", "120 is the most"),
        ({"texts": {"en": ""}}, "text_en", "Please write something"),
        ({"texts": {"en": "x" * 10_001}}, "text_en", "10000 is the most"),
        (
            {"texts": {"en": "Dear [[her nickname]],"}},
            "text_en",
            r"into \[\[her nickname\]\].*\[\[your own words: …\]\]",
        ),
        ({"texts": {"en": "Hello", "de": "Liebe [[their name,"}}, "text_de", r"\[\[their name,\]\]"),
    ],
)
def test_what_no_draft_can_be_is_said_at_its_field(scene, said, field, words):
    refused = refusal(save, scene, **said)
    assert refused.field == field
    with pytest.raises(Refused, match=words):
        raise refused
    assert read_drafts(scene.session) == []


@pytest.mark.parametrize("name", ["Waiting", " waiting ", "WÄITING"])
def test_no_two_drafts_have_one_name_until_the_other_is_deleted(scene, name):
    draft = save(scene)
    refused = refusal(save, scene, name=name)
    assert (refused.field, "Another draft is called" in str(refused)) == ("name", True)
    end_draft(scene.session, draft.id, scene.cast.tom, scene.now)
    save(scene, name=name)
    assert refusal(take_draft_back, scene.session, draft.id, scene.cast.maria, scene.now).field == "name"


def test_one_keeps_its_own_name(scene):
    draft = save(scene)
    assert save(scene, draft, texts={"en": "Another text."}).texts == {"en": "Another text."}


def test_a_deleted_draft_is_not_begun_from_nor_changed_and_can_be_taken_back(scene):
    draft = save(scene)
    end_draft(scene.session, draft.id, scene.cast.tom, scene.now)
    assert (read_drafts(scene.session), deleted_drafts(scene.session)) == ([], [draft])
    assert draft.changed_by_id == scene.cast.tom.id
    assert "Bring it back first" in str(refusal(save, scene, draft))
    take_draft_back(scene.session, draft.id, scene.cast.maria, scene.now)
    assert (read_drafts(scene.session), deleted_drafts(scene.session)) == ([draft], [])
    assert draft.changed_by_id == scene.cast.maria.id, "and not whoever had deleted it"


def test_there_are_so_many_and_no_more(scene):
    scene.session.add_all(
        Draft(title=f"{at}", texts={"en": "x"}, created_at=scene.now, changed_at=scene.now) for at in range(MOST)
    )
    assert "Delete one first" in str(refusal(save, scene))


def test_of_two_who_give_one_name_at_once_one_is_told(at_once, cast, clock):
    said = {"name": "Waiting", "texts": {"en": WAIT}, "is_offer": False, "first": "en"}
    verbs = [lambda session, by=by: save_draft(session, None, by, clock(), **said) for by in (cast.maria, cast.tom)]
    assert sorted(type(one).__name__ for one in at_once(*verbs)) == ["Draft", "Refused"]


# ---- what it becomes in a letter


def test_the_name_the_subject_and_the_promise_are_filled_in_and_what_is_not_known_stays_open(scene):
    text = "[[Their  name]], [[their full name]] of [[their place]]: [[the subject]], by [[the promise]]."
    text += " [[your own words: x]]"
    words = filled(text, scene.cast.ana, Filling().filler, subject="No steam", promise="Monday, 17:00")
    assert words == "Ana, Ana Reis of Lisbon: No steam, by Monday, 17:00. [[your own words: x]]"
    assert "[[the promise]]" in filled(text, scene.cast.ana, Filling().filler, subject="No steam")


def test_what_is_filled_in_is_read_for_no_places(scene):
    words = filled("[[the subject]]!", scene.cast.ana, Filling().filler, subject="[[their name]]")
    assert words == "[[their name]]!"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("", "Draft."),
        (" \r\n", "Draft."),
        ("Other\r\ndraft.", "Draft."),
        ("Ana, hello.  ", "Ana, hello.\n\nDraft."),
        ("Ana: Draft. Yes.", "Ana: Draft. Yes."),
    ],
)
def test_a_draft_takes_the_place_of_nothing_and_of_an_untouched_one_else_it_follows(text, becomes):
    assert with_draft(text, "Draft.", ["Draft.", "Other\ndraft."]) == becomes

"""Putting a ticket on one's own website: off until switched on, field by field, and off at once."""

import html
import re

import html5lib
import pytest

from statuspage.domain.people.agents import SHOWN_AS, Agent, agree_to_be_shown
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from tests.surfaces.private_things import Ana, words

ON = {"action": "on", "owner": "name", "subject": "nothing", "title": "", "steps": "yes"}
CHOSEN = PublicChoice(company=False, owner="name", steps=True, clock=False, promise=False, score=False)


def choice(ana: Ana) -> PublicChoice:
    return PublicChoice.of(ana.ticket.public_choice)


def studio(ana: Ana, query: str = "") -> str:
    """The studio's text, which must be whole HTML."""
    answer = ana.read(f"/studio{query}")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer.text


def test_the_customers_page_leads_to_the_studio_and_says_whether_it_is_on(ana: Ana):
    assert f'href="{ana.path}/studio"' in ana.page()
    assert '<span class="pill">on</span>' not in ana.page()
    ana.do(publish, PublicChoice())
    assert '<span class="pill">on</span>' in ana.page()


def test_nothing_is_public_until_it_is_switched_on(ana: Ana):
    assert ana.ticket.published_at is None
    for page in (ana.page(), studio(ana)):
        assert "/p/" not in page
        assert "virtual-ticket" not in page


def test_switching_on_keeps_exactly_what_was_chosen(ana: Ana):
    answer = ana.send("studio", **ON, once="a")
    assert (answer.status_code, answer.location) == (303, f"{ana.path}/studio?said=public#choice")
    assert choice(ana) == CHOSEN
    assert ana.client.get(ana.link("public")).status_code == 200


def test_a_letter_that_names_the_customer_says_so_where_it_is_chosen(ana: Ana):
    ana.write(body="Ana, I am *Maria*.", is_public=True)
    ana.write(body="It is on the bench.", is_public=True)
    page = words(studio(ana))
    assert "Ana, I am Maria. It names you: “Ana”" in page
    assert page.count("It names you") == 1
    assert "Letters are shown as written, your name in them too." in page


@pytest.mark.parametrize("field", ["company", "steps", "clock", "promise", "score", "letters"])
def test_each_field_is_kept_alone(ana: Ana, field: str):
    ana.send("studio", action="on", owner="nobody", subject="nothing", once="a", **{field: "yes"})
    shown = [
        name for name in ("company", "steps", "clock", "promise", "score", "letters") if getattr(choice(ana), name)
    ]
    assert shown == [field]


def test_once_it_is_on_every_text_can_be_copied_and_has_its_example(ana: Ana):
    ana.send("studio", **ON, once="a")
    page = html.unescape(studio(ana))
    for scope in ("public", "embed", "public_feed", "badge"):
        assert ana.link(scope) in page
    assert "See what others see" in page
    for key in ("element", "iframe", "badge_markdown", "badge_bbcode", "link", "qr"):
        assert f'data-copy="copy-{key}"' in page
        part = page.split(f'id="text-{key}"')[1].split("</details>")[0]
        assert "/studio/preview?view=" in part or f'href="http://localhost{ana.link("public")}"' in part


def test_switching_off_ends_the_public_view_at_once_and_remembers_the_choice(ana: Ana):
    ana.send("studio", **ON, once="a")
    link = ana.link("public")
    assert ana.send("studio", action="off", once="b").status_code == 303
    assert ana.client.get(link).status_code == 410
    assert choice(ana).owner == "name"


def test_only_letters_that_their_writer_allowed_are_offered(ana: Ana):
    mine, other = ana.write("For all.", is_public=True), ana.write("For Ana.")
    assert f'id="letter-{mine}"' in studio(ana)
    assert f'id="letter-{other}"' not in studio(ana)


def test_a_letter_unticked_stays_private_and_can_be_ticked_again(ana: Ana):
    first, second = ana.write("One.", is_public=True), ana.write("Two.", is_public=True)
    ana.send("studio", **ON, letters="yes", listed=[first, second], letter=[second], once="a")
    assert choice(ana).hidden == (first,)
    ana.send("studio", **ON, letters="yes", listed=[first, second], letter=[first, second], once="b")
    assert choice(ana).hidden == ()


def test_a_letter_hidden_before_and_not_listed_stays_hidden(ana: Ana):
    first, second = ana.write("One.", is_public=True), ana.write("Two.", is_public=True)
    ana.do(publish, PublicChoice(letters=True, hidden=(first,)))
    ana.send("studio", **ON, letters="yes", listed=[second], letter=[second], once="a")
    assert choice(ana).hidden == (first,)


def test_a_title_of_ones_own_is_needed_when_it_is_to_be_shown(ana: Ana):
    answer = ana.send("studio", **{**ON, "subject": "title"}, clock="yes", once="a")
    assert answer.status_code == 422
    assert "Please write something here." in answer.text
    assert 'name="clock" value="yes" checked' in answer.text
    assert 'name="promise" value="yes" checked' not in answer.text
    assert ana.ticket.published_at is None


def test_the_typed_title_is_kept_when_something_else_is_wrong(ana: Ana):
    answer = ana.send("studio", **{**ON, "title": "My machine", "owner": "everyone"}, once="a")
    assert answer.status_code == 422
    assert 'value="My machine"' in answer.text


@pytest.mark.parametrize("action", ["", "delete", "ON"])
def test_a_switch_that_does_not_exist_is_refused(ana: Ana, action: str):
    assert ana.send("studio", action=action).status_code == 400


def test_without_script_one_looks_first_and_nothing_is_saved(ana: Ana):
    answer = ana.send("studio", **{**ON, "action": "look", "subject": "title", "title": "Our machine"})
    assert answer.status_code == 200
    assert ana.ticket.published_at is None
    assert 'value="Our machine"' in answer.text
    assert "title=Our+machine" in answer.text
    assert "Not saved yet." in words(answer.text)


def test_by_script_the_part_comes_back_saved_and_it_is_said_once(ana: Ana):
    answer = ana.send("studio", by_script=True, **ON, once="a")
    assert answer.status_code == 200
    assert 'data-saved="yes"' in answer.text
    assert ana.link("public") in answer.text
    assert answer.text.count("The public view is on, and shows what you chose.") == 1
    assert '<div class="notice" role="status">' not in answer.text


def test_by_script_a_refusal_brings_the_part_alone_with_its_error(ana: Ana):
    answer = ana.send("studio", by_script=True, **{**ON, "subject": "title"})
    assert answer.status_code == 422
    assert "Please write something here." in answer.text
    assert 'id="addresses"' not in answer.text


def test_the_private_link_is_in_none_of_the_texts_to_copy(ana: Ana):
    ana.send("studio", **ON, once="a")
    for text in studio(ana).split('id="copy-')[1:]:
        assert ana.path not in text.split("<button")[0]


@pytest.mark.parametrize(
    ("agreed", "said"),
    [("nobody", "has not agreed to be named in public"), ("name", "without a photo"), ("photo", "")],
)
def test_what_the_owner_has_not_agreed_to_is_said(ana: Ana, agreed: str, said: str):
    ana.run(lambda session: agree_to_be_shown(session.get_one(Agent, ana.cast.maria.id), agreed))
    page = studio(ana)
    assert (said in words(page)) if said else ("agreed to be named" not in words(page))
    offered = re.findall(r'name="owner" value="(\w+)"( checked)?', page)
    assert [name for name, _ in offered] == list(reversed(SHOWN_AS[: SHOWN_AS.index(agreed) + 1]))
    assert [name for name, checked in offered if checked] == [agreed], "the most that both agree to"


LOOK = {"size": "timeline", "theme": "dark", "lang": "de", "colour": "other", "accent": "#AA2200"}
IN_THE_CODE = 'theme="dark" size="timeline" lang="de" accent="aa2200"'


def code(page: str) -> str:
    """The one code to copy, as it stands in its field."""
    return html.unescape(page.split('id="copy-element"')[1].split(">", 1)[1].split("</textarea>", maxsplit=1)[0])


def test_without_script_a_look_is_in_the_code_after_saving(ana: Ana):
    answer = ana.send("studio", **ON, **LOOK, once="a")
    assert "said=public&theme=dark&size=timeline&lang=de&accent=aa2200#choice" in answer.location
    page = ana.client.get(answer.location).text
    assert IN_THE_CODE in code(page)
    for field in ('value="timeline" checked', 'value="dark" checked', 'value="de" selected', 'value="#aa2200"'):
        assert field in page, field
    assert "size=timeline" in html.unescape(page.split('id="copy-iframe"')[1].split("</div>")[0])


def test_without_script_a_look_is_in_the_code_after_it_is_shown_and_nothing_is_saved(ana: Ana):
    ana.send("studio", **ON, once="a")
    answer = ana.send("studio", **{**ON, "action": "look", "owner": "nobody"}, **LOOK)
    assert IN_THE_CODE in code(answer.text)
    assert choice(ana).owner == "name"
    assert "lang=de&accent=aa2200" in html.unescape(answer.text.split('id="shown"')[1].split("</aside>")[0])


def test_a_look_outlives_what_is_done_to_an_address(ana: Ana):
    ana.send("studio", **ON, once="a")
    page = studio(ana, "?theme=dark&size=compact")
    for deed in ("addresses", "sites"):
        assert f'action="{ana.path}/studio/{deed}?theme=dark&amp;size=compact"' in page
    answer = ana.client.post(
        f"{ana.path}/studio/addresses?theme=dark&size=compact", data={"deed": "rotate", "scope": "badge", "once": "b"}
    )
    assert "said=rotated&theme=dark&size=compact#addresses" in answer.location
    page = ana.client.get(answer.location).text
    assert 'id="addresses-fold" open' in page
    assert 'theme="dark" size="compact"' in code(page)


def test_the_colour_of_the_company_is_not_in_the_code(ana: Ana):
    ana.send("studio", **ON, once="a")
    answer = ana.send("studio", **{**ON, "action": "look"}, accent="#0b6b5d", size="card")
    assert "accent" not in code(answer.text)


@pytest.mark.parametrize("query", ["size=huge", "theme=%3Cb%3E", "lang=tlh", "accent=red", "accent=%22%3E%3Cscript%3E"])
def test_a_look_that_no_form_offers_is_as_if_it_were_not_said(ana: Ana, query: str):
    ana.send("studio", **ON, once="a")
    assert code(studio(ana, f"?{query}")) == code(studio(ana))


def test_by_script_the_texts_come_alone_in_the_look_that_is_asked_for(ana: Ana):
    ana.send("studio", **ON, once="a")
    answer = ana.client.get(f"{ana.path}/studio?size=compact&lang=ar", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'data-chosen="size=compact&amp;lang=ar"' in answer.text
    assert 'size="compact" lang="ar"' in code(answer.text)
    assert 'id="ways"' in answer.text
    assert 'id="choice"' not in answer.text
    assert 'id="said"' not in answer.text, "what was said of a deed stays"


def test_a_code_with_letters_keeps_the_room_that_they_take(ana: Ana):
    ana.write("For all.", is_public=True)
    ana.send("studio", **ON, letters="yes", size="timeline", once="a")
    assert "min-height: 548px" in code(studio(ana, "?size=timeline"))
    ana.send("studio", **ON, letters="no", size="timeline", once="b")
    assert "min-height: 428px" in code(studio(ana, "?size=timeline"))

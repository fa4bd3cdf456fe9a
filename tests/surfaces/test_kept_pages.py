"""What is kept of a customer's page: pieces that see nothing but their facts, and no more than there is room for."""

from collections.abc import Iterator

import pytest
from jinja2 import Environment, meta, nodes

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.shares.share import shares_of
from statuspage.surfaces.customer import page_cache
from tests.surfaces.private_things import Ana, fresh


def names_in(environment: Environment, template: str) -> Iterator[str]:
    """Every name that a template and what it includes take from outside themselves."""
    source, _, _ = environment.loader.get_source(environment, template)
    tree = environment.parse(source)
    yield from meta.find_undeclared_variables(tree)
    for include in tree.find_all(nodes.Include):
        yield from names_in(environment, include.template.as_const())


def test_a_piece_names_nothing_but_its_facts(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    drawn: dict[str, set[str]] = {}
    draw = page_cache.drawn

    def note(template: str, **facts: object) -> str:
        drawn[template] = set(facts)
        return draw(template, **facts)

    monkeypatch.setattr(page_cache, "drawn", note)
    ana.write("The first.")
    ana.run(hand_over, ana.id, ana.cast.maria, ana.cast.tom, ana.clock(), note="Tom has the part.")
    ana.page()
    joana = ana.do(let_in, name="Joana Reis").id
    with fresh() as session:
        key = ana.app.extensions["urls"].shared(shares_of(session, ana.id, joana)["private"])
    assert ana.client.get(key).status_code == 200
    pieces = ("languages", "owner", "promise", "strip", "entry", "track", "reply", "asking", "publication", "follow")
    pieces += ("companions", "key", "by_mail")
    assert set(drawn) == {f"customer/_{name}.html" for name in pieces}
    environment = ana.client.application.jinja_env
    for template, facts in drawn.items():
        assert set(names_in(environment, template)) - set(environment.globals) <= facts, template


def test_what_was_asked_for_least_lately_goes_when_there_is_no_more_room():
    texts, made = page_cache.Texts(room=10), []

    def make(text: str) -> str:
        made.append(text)
        return text * 4

    for text in "ababcab":
        texts.get(text, lambda text=text: make(text))
    assert "".join(made) == "abcab", "c took the room of a, then a that of b, and b that of c"


def test_no_text_stays_that_is_larger_than_the_room():
    texts = page_cache.Texts(room=3)
    assert texts.get("a", lambda: "long") == "long"
    assert texts.get("a", lambda: "new") == "new"

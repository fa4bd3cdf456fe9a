"""What we use of insides of Jinja, Flask-Babel and Werkzeug is there; each use says in its docstring what it gives."""

import inspect

import jinja2
import pytest
from flask import Flask, g
from flask_babel import get_locale
from jinja2 import DictLoader
from werkzeug.routing import Map, Rule

from statuspage.present import languages
from statuspage.present.templates import Template


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What Jinja hands over when it asks for a template's macros."""
    seen: list[object] = []
    plain = Template._get_default_module

    def note(self: Template, ctx: object = None) -> object:
        seen.append(ctx)
        return plain(self, ctx)

    monkeypatch.setattr(Template, "_get_default_module", note)
    return seen


def test_jinja_asks_our_template_for_its_macros_at_every_import(asked: list[object]) -> None:
    files = {
        "page": '{% from "macros" import name %}{{ name() }}',
        "macros": "{% macro name() %}{{ who }}{% endmacro %}",
    }
    env = jinja2.Environment(loader=DictLoader(files), autoescape=True)
    env.template_class = Template
    env.globals["who"] = "Maria"
    page = env.get_template("page")
    assert [page.render(), page.render(who="Tom")] == ["Maria", "Maria"]
    assert len(asked) == 2
    assert all(isinstance(ctx, jinja2.runtime.Context) for ctx in asked)


def test_a_context_of_ours_knows_what_jinjas_own_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "page": "{% set here = 1 %}{% for one in (2,) %}{% include 'part' %}{% endfor %}{{ who }}",
        "part": "{{ who }} {{ own }} {{ here }} {{ one }} {{ later }} ",
    }
    env = jinja2.Environment(loader=DictLoader(files), autoescape=True)
    env.template_class = Template
    env.globals["who"] = "Maria"
    page = env.get_template("page", globals={"own": "hers"})
    env.globals["later"] = "now"
    told = page.render(), page.render(who="Tom")
    monkeypatch.delattr(Template, "new_context")
    assert told == (page.render(), page.render(who="Tom")) == ("Maria hers 1 2 now Maria", "Tom hers 1 2 now Tom")


def test_flask_babel_keeps_its_locale_where_we_keep_the_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert languages.gettext("Heard") == "Gehört"
        held = g._flask_babel
        assert held.spoken.locale is held.babel_locale is get_locale()
        first = held.spoken
        assert languages.code() == "de"
        assert held.spoken is first


def test_another_language_is_spoken_at_once(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert languages.code() == "de"
        languages.speak("ar")
        assert (languages.code(), languages.direction()) == ("ar", "rtl")


def test_nothing_that_flask_calls_is_a_coroutine_as_it_is_not_asked_whether(app: Flask) -> None:
    called: list[object] = [*app.view_functions.values(), *app.teardown_appcontext_funcs]
    for hooks in (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs):
        called += [one for some in hooks.values() for one in some]
    for by_code in app.error_handler_spec.values():
        called += [one for some in by_code.values() for one in some.values()]
    assert [one for one in called if inspect.iscoroutinefunction(one)] == []


def test_an_address_is_spelled_as_werkzeug_spells_it_for_the_first_time_and_again(app: Flask) -> None:
    for route in app.url_map.iter_rules():
        plain = Rule(route.rule, **route.get_empty_kwargs())
        Map([plain])
        values = dict.fromkeys(sorted(route.arguments), 7) | {"more": "a b"}
        for unknown in (True, False):
            told = [route.build(values, unknown), route.build(values, unknown)]
            assert told == [plain.build(values, unknown)] * 2, route.rule

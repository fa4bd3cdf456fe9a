"""What every test's app would make anew and alike, made once a process: templates, addresses, statements and quick
passwords.
"""

import gc
from typing import Any

from argon2 import PasswordHasher
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a test of hundreds of logins need not wait

_parts: dict[str, tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]] = {}
_parse_anew = Rule._parse_rule


class Compiled(BytecodeCache):
    """Templates as they were compiled for an earlier test's app."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
_spoken: dict[str, tuple[Dialect, Any]] = {}


def compile_statements_once(engine: Engine) -> None:
    """Let this engine use the statements that an earlier test's engine has compiled for the same kind of database.

    SQLAlchemy keeps them by dialect, and each engine has one of its own. Without this a test takes a third longer.
    """
    if engine.dialect.name not in _spoken:
        with engine.connect():  # which tells the dialect what its database can do
            _spoken[engine.dialect.name] = engine.dialect, engine._compiled_cache
    engine.dialect, engine._compiled_cache = _spoken[engine.dialect.name]
    engine.pool._dialect = engine.dialect


def spare_collections() -> None:
    """Let Python look for garbage more rarely, and no more at what every test needs: it took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def parse_addresses_once() -> None:
    """Keep what Werkzeug reads in the text of a rule: without this an app takes almost twice as long to make."""
    Rule._parse_rule = _parse_once


def _parse_once(rule: Rule, text: str) -> list[RulePart]:
    """No app has converters of its own, so that the text alone says what there is in it."""
    if text not in _parts:
        before = len(rule._trace)
        _parts[text] = [*_parse_anew(rule, text)], rule._trace[before:], dict(rule._converters)
        return _parts[text][0]
    parts, trace, converters = _parts[text]
    rule._trace += trace
    rule._converters |= converters
    rule.arguments |= converters.keys()
    return parts

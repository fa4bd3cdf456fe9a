"""What every test's app would make anew and alike, made once a process: templates, addresses and quick passwords."""

from collections.abc import Callable

from argon2 import PasswordHasher
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a test of hundreds of logins need not wait

Builder = Callable[..., tuple[str, str]]
_builders: dict[object, Builder] = {}
_build_anew = Rule._compile_builder


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


def compile_addresses_once() -> None:
    """Keep what Werkzeug compiles to spell the address of a rule: an app is made in 7 ms, not in 38."""
    Rule._compile_builder = _build_once


def _build_once(rule: Rule, append_unknown: bool = True) -> Builder:
    """Nothing else goes into the function; it is bound to its own rule afterwards."""
    key = (rule.rule, tuple(rule._trace), tuple((rule.defaults or {}).items()), append_unknown)
    if key not in _builders:
        _builders[key] = _build_anew(rule, append_unknown)
    return _builders[key]

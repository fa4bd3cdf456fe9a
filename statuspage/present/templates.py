"""Templates that find their macros quickly: a page imports them from some fifteen files."""

from typing import Any

import jinja2
from jinja2.runtime import Context, new_context


class Template(jinja2.Template):
    """A template whose macros know the globals that the app began with, and none that come later.

    At every import Jinja compares the globals of the two templates, name by name. Here all have the same ones.
    Without this, rendering a customer's page of 20 letters afresh costs 1.2 times as much (145 empty Flask views
    instead of 119). tests/contracts/test_insides.py fails when Jinja no longer asks here.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:  # noqa: ARG002 - ``ctx`` is what would be compared
        return super()._get_default_module()

    def new_context(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Context:
        """A context that has the globals in one dictionary; Jinja looks each of them up in two, at each include.

        Without this the same page costs 1.05 times as much.
        """
        known: dict[str, object] = {}
        for some in reversed(getattr(self.globals, "maps", [self.globals])):
            known.update(some)
        return new_context(self.environment, self.name, self.blocks, vars, shared, known, locals)

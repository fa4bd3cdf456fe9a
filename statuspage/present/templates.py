"""Templates that find their macros quickly: a page imports them from some fifteen files."""

from typing import Any

import jinja2


class Template(jinja2.Template):
    """A template whose macros know the globals that the app began with, and none that come later.

    At every import Jinja compares the globals of the two templates, name by name. Here all have the same ones.
    Without this, rendering a customer's page of 20 letters afresh costs 1.2 times as much (145 empty Flask views
    instead of 119). tests/contracts/test_insides.py fails when Jinja no longer asks here.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:  # noqa: ARG002 - ``ctx`` is what would be compared
        return super()._get_default_module()

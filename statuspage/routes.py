"""Routes whose addresses are spelled by functions that are made when somebody first spells them."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class Route(Rule):
    """Werkzeug writes and compiles two such functions as it adds a rule: for all of ours, a twelfth of a start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def build(route: Rule, /, **values: Any) -> tuple[str, str]:
            made = super(Route, self)._compile_builder(append_unknown).__get__(route, None)
            setattr(route, "_build_unknown" if append_unknown else "_build", made)
            spelled: tuple[str, str] = made(**values)
            return spelled

        return build

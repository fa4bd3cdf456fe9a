"""Libraries that few requests need are loaded when one first uses them: a start is quicker, and a process smaller."""

from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def later(name: str) -> ModuleType:
    """The library's module of this name, which is imported at its first use; several threads may use it first.

    What it is to a type checker says an import under ``if TYPE_CHECKING``.
    """
    return _Later(name)

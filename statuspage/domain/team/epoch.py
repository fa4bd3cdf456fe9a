"""Instants as numbers, so that a database can tell how long something took."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class epoch(GenericFunction[int]):  # noqa: N801 - it is used as a function of SQL
    """An instant as whole seconds since 1970, on both databases."""

    type = Integer()
    inherit_cache = True


@compiles(epoch, "sqlite")
def _sqlite(element: epoch, compiler: Any, **rest: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **rest)}) AS INTEGER)"


@compiles(epoch, "postgresql")
def _postgresql(element: epoch, compiler: Any, **rest: Any) -> str:
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **rest)})) AS BIGINT)"

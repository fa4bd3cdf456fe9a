"""The base of every table: how constraints are named, and instants that are always in UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, TypeDecorator, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.orm.util import identity_key


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused, because nobody can say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """A plain declarative base, so that the domain needs no Flask; Flask-SQLAlchemy is given it from outside."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: Instant(), dict[str, Any]: JSON(), list[str]: JSON(), list[int]: JSON()},
    )


def only(condition: str, on_sqlite: str = "") -> dict[str, Any]:
    """The arguments of an Index that holds only rows of which this is so; a truth is a number ``on_sqlite``."""
    return {"sqlite_where": text(on_sqlite or condition), "postgresql_where": text(condition)}


def upsert(session: Session, table: type[Base], key: tuple[str, ...], values: tuple[Any, ...], **rest: Any) -> None:
    """Insert this row or overwrite it, in one statement, so that two tabs at once cannot collide."""
    row = inserting(session, table).values(**dict(zip(key, values, strict=True)), **rest)
    session.execute(row.on_conflict_do_update(index_elements=key, set_=rest))
    held = session.identity_map.get(identity_key(table, values))
    if held is not None:
        session.expire(held)


def insert_once(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert this row, unless there is one by the same key or name already; whether it was inserted.

    Another process that inserts the same at this moment is waited for, and nothing is raised.
    """
    row = inserting(session, table).values(values).on_conflict_do_nothing().returning(*table.__table__.primary_key)
    return session.execute(row).first() is not None


def inserting(session: Session, table: type[Base]) -> Any:
    """An INSERT into this table, in the form that knows ON CONFLICT on this database."""
    return (sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert)(table)

"""Everything of one customer taken out or erased, and whose words have been kept for long enough."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage import exporting, wiping
from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.commands.progress import progress
from statuspage.db import db, write
from statuspage.delivery.forgetting import erase_old
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.privacy.extent import Extent, extent_of
from statuspage.domain.privacy.person import person_of
from statuspage.domain.privacy.retention import overdue
from statuspage.present import languages

_MOST = 1_000
_UNWIPED = "Some bytes are not written over yet, as somebody reads the database; `flask privacy wipe` does it again."


@click.group("privacy")
def privacy() -> None:
    """What we have of a customer: taken out, erased, or kept no longer. CUSTOMER is a number or a mail address."""


_as_json = click.option("--json", "as_json", is_flag=True, help="As JSON.")
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would go.")


@privacy.command("export")
@click.argument("customer")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--notes", is_flag=True, help="With what agents noted among themselves. Read it before you give it away.")
@with_appcontext
def export(customer: str, file: Path, notes: bool) -> None:
    """Write everything of this customer into a new FILE, a zip: a page to read, JSON, and their files."""
    with in_words():
        found = _customer(db.session(), customer)
        languages.speak(found.language)
        number = found.id
        with file.open("xb") as target:
            count = exporting.bundle(target, number, now(), with_notes=notes)
        file.chmod(0o600)
        exporting.note(number, by="command", agent_id=None, count=count)
    click.echo(f"{file}: {count} tickets, {file.stat().st_size} bytes.")


@privacy.command("erase")
@click.argument("customer")
@_dry_run
@_as_json
@click.option("--yes", is_flag=True, help="Do not ask again.")
@with_appcontext
def erase_one(customer: str, dry_run: bool, as_json: bool, yes: bool) -> None:
    """Erase everything of this customer. Nothing brings it back, but a backup from before."""
    with in_words():
        session = db.session()
        number = _customer(session, customer).id
        extent = extent_of(session, person_of(session, number))
        session.rollback()
        if dry_run:
            _tell(extent, as_json=as_json, done=False)
            return
        if not yes:
            click.confirm(f"{_in_words(extent)} Erase all of it, for good?", abort=True, err=True)
        with write() as writing:
            erase(writing, number, now(), by="command", seen=extent.mark)
        is_clean = wiping.wipe(now())
    _tell(extent, as_json=as_json, done=True)
    if not is_clean:
        click.echo(_UNWIPED, err=True)


@privacy.command("retention")
@_dry_run
@_as_json
@with_appcontext
def retention(dry_run: bool, as_json: bool) -> None:
    """Erase whose tickets have all been closed for STATUSPAGE_RETENTION_DAYS; the server does it by itself too."""
    with in_words():
        days = current_app.extensions["settings"].retention_days
        people = overdue(db.session(), days, now(), _MOST)
        db.session.rollback()
        with progress("Erasing people", 0 if dry_run else len(people)) as step:
            done = 0 if dry_run else erase_old(_MOST, step)
        is_clean = dry_run or wiping.wipe(now())
    rows = [{"customer": one.customer_id, "tickets": one.tickets, "closed": one.ended_at.isoformat()} for one in people]
    if as_json:
        click.echo(json.dumps({"days": days, "people": rows, "erased": done}))
        return
    if not days:
        click.echo("Words are kept for good: STATUSPAGE_RETENTION_DAYS is not set.")
    for row in rows:
        click.echo(f"customer {row['customer']}: {row['tickets']} tickets, the last closed {row['closed']}")
    click.echo(f"{len(rows)} would go." if dry_run else f"Erased: {done}.")
    if not is_clean:
        click.echo(_UNWIPED, err=True)


@privacy.command("wipe")
@with_appcontext
def wipe() -> None:
    """Write over what was erased and still lies in the database's own files. The server does it by itself."""
    with in_words():
        is_clean = wiping.wipe(now())
    click.echo("Nothing is left of what was erased." if is_clean else _UNWIPED)


def _customer(session: Session, typed: str) -> Customer:
    """The customer with this number, or at this address; refused where that is nobody, or several people."""
    if typed.isascii() and typed.isdecimal() and len(typed) < 10:
        found = session.scalars(select(Customer).where(Customer.id == int(typed))).all()
    else:
        at = func.lower(Customer.email) == typed.strip().lower()
        found = session.scalars(select(Customer).where(at, Customer.email != "").order_by(Customer.id)).all()
    people = {one.overview_id or -one.id for one in found}
    if not people:
        raise click.ClickException("There is no such customer.")
    if len(people) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise click.ClickException(
            f"Several customers have this address, and nobody has said that they are one: {numbers}"
        )
    return found[0]


def _tell(extent: Extent, *, as_json: bool, done: bool) -> None:
    if as_json:
        click.echo(
            json.dumps({"erased": done, **{name: one for name, one in asdict(extent).items() if name != "mark"}})
        )
    else:
        click.echo(f"{'Erased' if done else 'This would go'}: {_in_words(extent)}")


def _in_words(extent: Extent) -> str:
    kept = f" Look at these texts of ours yourself: {', '.join(extent.named)}." if extent.named else ""
    return (
        f"{extent.tickets} tickets ({extent.open} open), {extent.letters} letters, {extent.replies} replies,"
        f" {extent.notes} notes, {extent.files} files, {extent.mails} mails, {extent.companions} companions.{kept}"
    )

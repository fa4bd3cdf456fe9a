"""The server makes a backup when one is due: one process of several, once; what failed is told; what is old goes."""

import math
import threading
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from statuspage.backups import scheduled
from statuspage.backups.calendar import last_due
from statuspage.backups.retention import to_delete
from statuspage.backups.scheduled import Schedule
from statuspage.backups.shelves import Backup, name_for
from statuspage.checkup.backups import check_backups
from statuspage.config.backup_times import Every, Keep
from statuspage.config.file_store import FileStore
from statuspage.db import db, write
from statuspage.domain import backup_runs
from statuspage.metering.waiting import Waiting
from statuspage.security.redaction import without_keys
from tests.databases import KINDS

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def schedule(app, change, cast, tmp_path):
    """The look of one server whose backups go to a folder."""
    change(backup_to=FileStore(folder=tmp_path / "kept"), backup_every=Every(at=time(3, 30)))
    (tmp_path / "kept").mkdir()
    return Schedule(app, threading.Event())


def kept(tmp_path):
    return sorted(path.name for path in (tmp_path / "kept").iterdir())


def age(app):
    registry = CollectorRegistry()
    registry.register(Waiting(app))
    return registry.get_sample_value("statuspage_backup_age_seconds")


def doctor(app):
    return [(found.is_well, found.words) for found in check_backups(app)]


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.torture)], indirect=True)
def test_one_that_is_due_is_made_once_by_a_process_of_its_own(app, schedule, clock, tmp_path):
    assert age(app) == math.inf
    other = Schedule(app, threading.Event())
    schedule.work()
    other.work()
    (name,) = kept(tmp_path)
    assert name.endswith(".tar")
    assert (tmp_path / "kept" / name).stat().st_mode & 0o777 == 0o600
    assert age(app) == 0
    assert without_keys(name) == name, "the log tells it"
    assert doctor(app)[0][0] is True
    assert name in doctor(app)[0][1]


def test_a_failure_is_told_and_tried_again_and_the_lease_lets_nobody_else(
    app, schedule, clock, tmp_path, monkeypatch, caplog
):
    said = ["No space left on the disk.", ""]
    monkeypatch.setattr(Schedule, "_in_a_process", lambda *_: ("/backup/x.tar", 7, said[0]))
    schedule.work()
    assert "could not be made" in caplog.text
    assert "No space left" in caplog.text
    (wrong,) = (words for is_well, words in doctor(app) if is_well is False)
    assert "No space left on the disk." in wrong
    said.pop(0)
    schedule.work()
    assert backup_runs.last_made(db.session()) is None, "not before its time"
    db.session.rollback()
    app.extensions["clock"] = lambda: clock() + timedelta(minutes=16)
    schedule.work()
    assert backup_runs.last_made(db.session()).size == 7
    assert backup_runs.last_failed(db.session()) is None


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_of_many_at_once_one_takes_it_on(app, clock):
    due, taken = clock(), []
    barrier = threading.Barrier(6)

    def take():
        with app.app_context():
            barrier.wait()
            with write() as session:
                taken.append(backup_runs.take(session, due, clock()))
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in taken if one]) == 1
    later = clock() + backup_runs.LEASE + timedelta(seconds=1)
    with write() as session:
        assert backup_runs.take(session, due, later), "whoever took it on has died"


def test_a_server_that_stops_leaves_no_half_of_one(app, schedule, tmp_path):
    ended = threading.Event()
    ended.set()
    where, size, fault = scheduled.make_one(app, ended)
    assert (where, size) == ("", 0)
    assert "ended while it was made" in fault
    assert kept(tmp_path) == []


def test_without_a_place_the_doctor_says_what_to_do(app):
    (found,) = check_backups(app)
    assert found.is_well is None
    assert "STATUSPAGE_BACKUP_TO" in found.do
    assert age(app) is None


def test_one_that_is_too_old_is_wrong(app, schedule, clock):
    with write() as session:
        lease = backup_runs.take(session, clock() - timedelta(days=3), clock() - timedelta(days=3))
        backup_runs.succeed(session, lease, clock() - timedelta(days=3), name="/backup/old.tar", size=1)
    assert doctor(app)[0][0] is False


def test_the_old_ones_go_and_the_last_of_days_and_weeks_stay():
    now = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
    every = [now - timedelta(hours=6 * number) for number in range(4 * 60)]
    backups = [Backup(name_for(at, sealed=False), at, 1) for at in every]
    gone = {one.at for one in to_delete(backups, Keep(7, 4), now, LISBON)}
    stay = sorted(set(every) - gone, reverse=True)
    assert stay[:4] == every[:4], "all of the last 24 hours"
    assert [f"{at:%m-%d %H}" for at in stay[4:]] == [
        *("11-27 18", "11-26 18", "11-25 18", "11-24 18", "11-23 18"),
        *("11-22 18", "11-15 18", "11-08 18"),
    ]
    assert to_delete(backups[-1:], Keep(1, 0), now, LISBON) == [], "the newest always"
    few = [backup for backup in backups if backup.at < now - timedelta(days=50)]
    assert len(to_delete(few, Keep(7, 4), now, LISBON)) < len(few)


@pytest.mark.parametrize(
    ("every", "now", "due"),
    [
        ("03:30", "2026-07-01T02:29", "2026-06-30T02:30"),
        ("03:30", "2026-07-01T02:30", "2026-07-01T02:30"),
        ("03:30", "2026-12-01T03:31", "2026-12-01T03:30"),
        ("6 hours", "2026-07-01T17:59", "2026-07-01T12:00"),
        ("24h", "2026-07-01T17:59", "2026-07-01T00:00"),
    ],
)
def test_when_one_was_due(every, now, due):
    found = last_due(Every.of(every), datetime.fromisoformat(now).replace(tzinfo=UTC), LISBON)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["25:00", "5 hours", "0 hours", "sometimes", "3:3"])
def test_a_time_that_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError, match="must be a time of day"):
        Every.of(text)


def test_how_many_stay_is_read_as_it_is_written():
    assert Keep.of("7 days, 4 weeks") == Keep(7, 4)
    assert Keep.of("14 days") == Keep(14, 0)
    assert Keep.of("1 day and 1 week") == Keep(1, 1)
    assert Every.of("off") is None
    for text in ("", "0 days", "some", "4 weeks, 7 days"):
        with pytest.raises(ValueError, match="must say how many"):
            Keep.of(text)

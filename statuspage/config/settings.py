"""Every setting with its meaning and its default: this file is what docs/settings.md tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from statuspage.config import checks
from statuspage.config.backup_key import BackupKey
from statuspage.config.backup_times import Every, Keep
from statuspage.config.contrast import LIGHTEST_TEXT
from statuspage.config.faults import SHORTEST_SECRET, SettingsError
from statuspage.config.file_store import EXAMPLE, FileStore
from statuspage.config.readers import (
    DARK_CARD,
    LANGUAGES,
    PAPER,
    Listening,
    accent_on,
    backup_key,
    base_url,
    choice,
    database_address,
    file_scanner,
    file_store,
    folder,
    host,
    hub,
    imap_url,
    languages,
    line,
    listening,
    mail_address,
    mail_domain,
    mail_secret,
    push_hosts,
    replica_addresses,
    secret_keys,
    sentry_dsn,
    site,
    smtp_url,
    throttle_url,
    whole,
    yes_or_no,
    zone,
)
from statuspage.config.secret import development_secret
from statuspage.config.virus_scanner import EXAMPLE as SCANNER
from statuspage.config.virus_scanner import ScannerAddress


def _setting(
    env: str, meaning: str, read: Callable[[str], Any], default: str = "", *, instead: str = "", **more: Any
) -> Any:
    """A setting. `default` is written as in the environment; `instead` says in words what stands in for one."""
    return field(
        metadata={"env": env, "meaning": meaning, "read": read, "default": default, "instead": instead}, **more
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one instance, made by `Settings.from_env`. A test changes one with `dataclasses.replace`.

    `named` are the fields that somebody has set. What they have not set of the company is set at the desk
    (`wearing.py`), and stands here as it is worn.
    """

    named: frozenset[str] = frozenset()
    environment: str = _setting(
        "STATUSPAGE_ENVIRONMENT",
        "`development` is for trying and building. `production` is for real customers, and refuses what is unsafe.",
        choice("development", "production"),
        "development",
    )
    secret_keys: tuple[str, ...] = _setting(
        "STATUSPAGE_SECRET_KEYS",
        "Keys that sign links and sessions, with commas between. The last one signs; all of them verify, so add "
        "a new one at the end and take the old one away later. In production each has at least "
        f"{SHORTEST_SECRET} characters. "
        'Make one with `python -c "import secrets; print(secrets.token_urlsafe(48))"`.',
        secret_keys,
        instead="required in production; in development a random one, kept in the file `secret` in the data folder",
        repr=False,
    )
    base_url: str = _setting(
        "STATUSPAGE_BASE_URL",
        "The address that customers use, such as `https://status.example.com`. All links begin with it.",
        base_url,
        instead="required in production, with https; in development `http://127.0.0.1:` and the port",
    )
    plain_http: bool = _setting(
        "STATUSPAGE_PLAIN_HTTP",
        "`true` lets `STATUSPAGE_BASE_URL` begin with `http://` in production. Only for a network of your own: whoever "
        "is on the way can read the links, and a link is a key.",
        yes_or_no,
        "false",
    )
    database_url: str = _setting(
        "STATUSPAGE_DATABASE_URL",
        "The database: `sqlite:////whole/path.db` or `postgresql://user:password@host/database`.",
        database_address,
        instead="`statuspage.db`, an SQLite file in the data folder",
        repr=False,
    )
    database_direct_url: str | None = _setting(
        "STATUSPAGE_DATABASE_DIRECT_URL",
        "Where PgBouncer or its like stands in front of PostgreSQL: the address of PostgreSQL itself, past it. Each "
        "process listens there, and takes its turn at an upgrade. `STATUSPAGE_DATABASE_URL` is then the pooler, in any "
        "mode. See [operating.md](operating.md#postgresql-and-more-than-one-process).",
        database_address,
        instead="none",
        repr=False,
    )
    database_replica_urls: tuple[str, ...] = _setting(
        "STATUSPAGE_DATABASE_REPLICA_URLS",
        "Replicas of PostgreSQL, with commas between: what anyone may see is read from them, unless one lags behind or "
        "does not answer. See [operating.md](operating.md#replicas-for-what-anyone-may-see).",
        replica_addresses,
        instead="none",
        repr=False,
    )
    database_connect_seconds: int = _setting(
        "STATUSPAGE_DATABASE_CONNECT_SECONDS",
        "How many seconds to wait until PostgreSQL takes a connection.",
        whole(2, 60),
        "2",
    )
    database_statement_seconds: int = _setting(
        "STATUSPAGE_DATABASE_STATEMENT_SECONDS",
        "How many seconds to wait for PostgreSQL's answer to a statement; what takes longer is ended. An upgrade has "
        "no such limit.",
        whole(1, 600),
        "4",
    )
    database_lock_seconds: int = _setting(
        "STATUSPAGE_DATABASE_LOCK_SECONDS",
        "How many seconds to wait in PostgreSQL until another one lets go of a row, and for a free connection.",
        whole(1, 600),
        "3",
    )
    data_dir: Path = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_DATA_DIR",
        "The data folder. A path that is not whole begins at the project's folder, and of an installed package in "
        "`~/.local/share/virtual-ticket`.",
        folder,
        "var",
    )
    files: FileStore = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_FILES",
        "Where the files are kept that customers and agents send each other: a folder, or a bucket of any server that "
        f"speaks S3, as `{EXAMPLE}`, with `?region=…` where it has several. Write what is no letter or digit in the "
        "key or the secret percent-encoded (`/` as `%2F`); without them `AWS_ACCESS_KEY_ID` and "
        "`AWS_SECRET_ACCESS_KEY` are used. On more than one machine it must be a bucket. See [files.md](files.md).",
        file_store,
        instead="the folder `files` in the data folder",
        repr=False,
    )
    file_megabytes: int = _setting(
        "STATUSPAGE_FILE_MEGABYTES",
        "How large one file may be.",
        whole(1, 2_000),
        "50",
    )
    file_ticket_megabytes: int = _setting(
        "STATUSPAGE_FILE_TICKET_MEGABYTES",
        "How much all files of one ticket may take together, those of both sides.",
        whole(1, 1_000_000),
        "1000",
    )
    file_day_megabytes: int = _setting(
        "STATUSPAGE_FILE_DAY_MEGABYTES",
        "How much the customer’s side of a ticket may send within 24 hours, and as much the desk; and how much one "
        "address may send with the form at `/ask`.",
        whole(1, 1_000_000),
        "250",
    )
    file_scanner: ScannerAddress | None = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_FILE_SCANNER",
        f"Where ClamAV’s daemon listens: `{SCANNER}`, its socket on this machine, or `clamd://127.0.0.1:3310`. A file "
        "is held back until it has said that it is clean. Without one nothing is scanned.",
        file_scanner,
        instead="none",
    )
    backup_to: FileStore | None = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_BACKUP_TO",
        "Where backups go that the server makes by itself, and that `backup` makes without a path: a folder, which is "
        f"best on another disk, or a bucket, as `{EXAMPLE}/backups`. See [backups.md](backups.md).",
        file_store,
        instead="none, and no backup is made by itself",
        repr=False,
    )
    backup_every: Every | None = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_BACKUP_EVERY",
        "When the server makes one: at a time of day of the company’s clock, such as `03:30`; or every so many hours, "
        "such as `6 hours`; or `off`.",
        Every.of,
        "03:30",
    )
    backup_keep: Keep = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_BACKUP_KEEP",
        "How many days and weeks keep their last backup in `STATUSPAGE_BACKUP_TO`. All of the last 24 hours stay, and "
        "the newest always.",
        Keep.of,
        "7 days, 4 weeks",
    )
    backup_key: BackupKey | None = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_BACKUP_KEY",
        "The key for which backups are encrypted in the format of [age](https://age-encryption.org): `age1…`, which "
        "can only encrypt; `AGE-SECRET-KEY-1…`, which can also decrypt; or a file that holds one. "
        "`flask --app app backup-key FILE` makes one.",
        backup_key,
        instead="none, and backups are not encrypted",
        repr=False,
    )
    company_name: str = _setting(
        "STATUSPAGE_COMPANY_NAME",
        "Your company's name, as customers know it. Without it the name that was given at the desk holds: see "
        "[setup.md](setup.md#our-company).",
        line(80),
        instead="as at the desk; else the host of `STATUSPAGE_BASE_URL`, in the demo `Fernhill Coffee`",
    )
    company_site: str | None = _setting(
        "STATUSPAGE_COMPANY_SITE",
        "The company's own website, such as `https://example.com`, to which the front door leads.",
        site,
        instead="none, unless at the desk",
    )
    company_zone: str = _setting(
        "STATUSPAGE_COMPANY_ZONE",
        "The company's time zone, such as `Europe/Lisbon`, for people whose own zone is not known.",
        zone,
        instead="as at the desk; else `UTC`, in the demo `Europe/Lisbon`",
    )
    company_phone: str | None = _setting(
        "STATUSPAGE_COMPANY_PHONE",
        "The company's phone number, as people should read it.",
        line(40),
        instead="none, unless at the desk",
    )
    accent: str = _setting(
        "STATUSPAGE_ACCENT",
        "Your colour on a light page, unless another is set at the desk. It must be "
        f"readable on `{PAPER}` (contrast of {LIGHTEST_TEXT} or more).",
        accent_on(PAPER),
        "#0b6b5d",
    )
    accent_dark: str = _setting(
        "STATUSPAGE_ACCENT_DARK",
        "Your colour on a dark page, unless another is set at the desk. It must be "
        f"readable on `{DARK_CARD}` (contrast of {LIGHTEST_TEXT} or more).",
        accent_on(DARK_CARD),
        "#6fd0bd",
    )
    fonts: Path | None = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_FONTS",
        "A folder of more fonts for pictures (PNG), for writing that is not Latin, Greek, Cyrillic or Arabic. What it "
        "lacks is looked for in the system's fonts; a name that no font can write is left out.",
        folder,
        instead="none",
    )
    languages: tuple[str, ...] = _setting(
        "STATUSPAGE_LANGUAGES",
        f"Languages that readers can have, some of `{','.join(LANGUAGES)}`. The first is for everyone else. "
        "Unless it is set, those that were chosen at the desk hold.",
        languages,
        ",".join(LANGUAGES),
    )
    host: str = _setting(
        "STATUSPAGE_HOST",
        "The network address to listen on; `0.0.0.0` is every one, which the demo refuses. Behind a proxy on this "
        "machine keep the default.",
        host,
        "127.0.0.1",
    )
    port: int = _setting(
        "STATUSPAGE_PORT", "The port to listen on. The variable `PORT` wins over it.", whole(1, 65535), "8000"
    )
    demo: bool = _setting(
        "STATUSPAGE_DEMO",
        "Whether an empty database is filled with the demo cast. Its passwords are printed, so production refuses it.",
        yes_or_no,
        instead="`true` in development, `false` in production",
    )
    throttle_url: str | None = _setting(
        "STATUSPAGE_THROTTLE_URL",
        "Redis or Valkey, in which all processes count together how often one visitor tries: "
        "`redis://:password@host:6379/0`, `rediss://…` with TLS, or `valkey://…`. It needs "
        "`pip install 'virtual-ticket[redis]'`. See [operating.md](operating.md#what-a-fleet-counts-together).",
        throttle_url,
        instead="none: PostgreSQL counts; with SQLite each process counts for itself",
        repr=False,
    )
    letter_hold_seconds: int = _setting(
        "STATUSPAGE_LETTER_HOLD_SECONDS",
        "For how many seconds a letter that an agent has sent at the desk is held, so that it can be taken back. With "
        "0 it goes at once. Each agent may choose otherwise for their own.",
        whole(0, 30),
        "10",
    )
    trusted_proxies: int = _setting(
        "STATUSPAGE_TRUSTED_PROXIES",
        "How many proxies of yours stand in front. Only their word about a visitor's address is believed.",
        whole(0, 10),
        "0",
    )
    connections: int = _setting(
        "STATUSPAGE_CONNECTIONS",
        "How many connections one process holds open at once, live pages among them. The system's limit of open files "
        "is heeded too.",
        whole(10, 100_000),
        "12000",
    )
    connections_each: int = _setting(
        "STATUSPAGE_CONNECTIONS_EACH",
        "How many of them one address may have; an IPv6 network of 64 bits counts as one. A whole office may share an "
        "address: a browser opens six at most. At most two thirds of them may be live pages. Behind trusted proxies "
        "it is how many requests of one visitor are answered at once.",
        whole(3, 100_000),
        "300",
    )
    head_seconds: int = _setting(
        "STATUSPAGE_HEAD_SECONDS",
        "How many seconds a request's head may take to arrive.",
        whole(1, 300),
        "10",
    )
    idle_seconds: int = _setting(
        "STATUSPAGE_IDLE_SECONDS",
        "How many seconds a connection may rest between two requests.",
        whole(1, 3600),
        "5",
    )
    drain_seconds: int = _setting(
        "STATUSPAGE_DRAIN_SECONDS",
        "How many seconds a process has, once another one serves in its place, for its live pages, each of which moves "
        "at a moment of its own, and for connections at rest. See "
        "[operating.md](operating.md#restarting-without-a-gap).",
        whole(0, 3600),
        "20",
    )
    retention_days: int = _setting(
        "STATUSPAGE_RETENTION_DAYS",
        "Everything of a customer is erased so many days after the last of their tickets was closed. 0 keeps it for "
        "good. `flask --app app privacy retention` lists with `--dry-run` whom it would be.",
        whole(0, 36_500),
        "0",
    )
    session_hours: int = _setting(
        "STATUSPAGE_SESSION_HOURS", "How many hours an agent stays signed in.", whole(1, 720), "12"
    )
    team_page: bool = _setting(
        "STATUSPAGE_TEAM_PAGE",
        "Whether anyone can see at `/team` how well the team keeps its word: `on` or `off`. It names nobody, and says "
        "nothing about fewer than ten. See [operating.md](operating.md#the-team-page).",
        yes_or_no,
        instead="`off`; in the demo `on`",
    )
    ask: bool = _setting(
        "STATUSPAGE_ASK",
        "Whether anyone can ask for help at `/ask`: `on` or `off`. See [asking.md](asking.md).",
        yes_or_no,
        "on",
    )
    websub_hub: str | None = _setting(
        "STATUSPAGE_WEBSUB_HUB",
        "The WebSub hub that is told when a public feed changes, such as `https://pubsubhubbub.appspot.com/`. "
        "It is never told of a private feed.",
        hub,
        instead="none",
    )
    push_hosts: tuple[str, ...] = _setting(
        "STATUSPAGE_PUSH_HOSTS",
        "The push services by which agents may be told at once in their browsers: names of hosts with commas between, "
        "`*.` before a name for all below it; those of Chrome, Firefox, Safari and Edge without. `any` is every host "
        "with a public address, and `off` none. See [operating.md](operating.md#told-at-once).",
        push_hosts,
        "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
    )
    smtp_url: str | None = _setting(
        "STATUSPAGE_SMTP_URL",
        "The mail server that sends: `smtps://user:password@mail.example.com` speaks TLS from the start (port 465), "
        "`smtp://…` begins in plain and must change to TLS (port 587); `smtp://127.0.0.1:25` needs none on this "
        "machine. Write what is no letter or digit in a name or a password percent-encoded (`@` as `%40`). Without a "
        "server no mail leaves, and every page says so. See [mail.md](mail.md).",
        smtp_url,
        instead="none",
        repr=False,
    )
    mail_from: str | None = _setting(
        "STATUSPAGE_MAIL_FROM",
        "The address that mails come from, at a domain of yours, such as `care@example.com`. The name of the person "
        "who wrote stands in front of it.",
        mail_address,
        instead="required with `STATUSPAGE_SMTP_URL`",
    )
    reply_domain: str | None = _setting(
        "STATUSPAGE_REPLY_DOMAIN",
        "The domain whose mails reach this instance, such as `reply.example.com`: an answer to a mail then goes to an "
        "address there that is its reader's own. Without one it goes to `STATUSPAGE_MAIL_FROM`.",
        mail_domain,
        instead="none; in the demo `reply.fernhill.example`, unless it has a mail server",
    )
    mail_secret: str | None = _setting(
        "STATUSPAGE_MAIL_SECRET",
        "The secret with which a mail service may bring mails to `/mail/in`, of 24 letters and digits or more: as the "
        "password of `https://mail:SECRET@status.example.com/mail/in`, or as a bearer token. Without one there is no "
        "such address.",
        mail_secret,
        instead="none",
        repr=False,
    )
    mail_proof: bool = _setting(
        "STATUSPAGE_MAIL_PROOF",
        "Whether an agent’s answer by mail counts only where DKIM, or the word of your mail server, says that it is "
        "theirs: `on` or `off`.",
        yes_or_no,
        "on",
    )
    mail_authserv: str | None = _setting(
        "STATUSPAGE_MAIL_AUTHSERV",
        "The name under which your receiving mail server writes `Authentication-Results`, such as `mx.example.com`. "
        "Only what stands under this name is believed.",
        line(255),
        instead="none",
    )
    mail_scanner: str | None = _setting(
        "STATUSPAGE_MAIL_SCANNER",
        "A program that gets each mail that comes in on its standard input, and ends with 1 if it is harmful, else "
        "with 0. With any other end the mail waits.",
        line(500),
        instead="none",
    )
    imap_url: str | None = _setting(
        "STATUSPAGE_IMAP_URL",
        "The mailbox where mails to `STATUSPAGE_REPLY_DOMAIN` arrive: `imaps://user:password@mail.example.com/INBOX` "
        "speaks TLS from the start (port 993), `imap://…` begins in plain and must change to TLS before we sign in "
        "(port 143), unless it is on this machine. Write what is no letter or digit in a name, a password or a "
        "folder percent-encoded (`@` as `%40`). Mails are marked as seen there, and never moved or deleted.",
        imap_url,
        instead="none",
        repr=False,
    )
    metrics: Listening | None = _setting(  # noqa: RUF009 - it is a field, like all the others
        "STATUSPAGE_METRICS",
        "The port at which Prometheus may ask for metrics: `9464`, on this machine alone, or an address of a "
        "network that only you can reach, as `10.0.0.5:9464`. Further processes take the next ports that are free.",
        listening,
        instead="none",
    )
    otel: bool = _setting(
        "STATUSPAGE_OTEL",
        "Whether spans are sent to OpenTelemetry: `on` or `off`. Where to, its own variables say, such as "
        "`OTEL_EXPORTER_OTLP_ENDPOINT`; it speaks OTLP over HTTP. It needs `pip install 'virtual-ticket[otel]'`.",
        yes_or_no,
        "off",
    )
    sentry_dsn: str | None = _setting(
        "STATUSPAGE_SENTRY_DSN",
        "The address (DSN) of a project of Sentry, or of what speaks as it does, that is told of failures: which kind, "
        "where in the code and in answer to which route, and nothing of what somebody wrote. It needs "
        "`pip install 'virtual-ticket[sentry]'`.",
        sentry_dsn,
        instead="none",
        repr=False,
    )
    log_level: str = _setting(
        "STATUSPAGE_LOG_LEVEL",
        "How much is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        choice("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
    )
    log_format: str = _setting(
        "STATUSPAGE_LOG_FORMAT",
        "How it is logged: `text`, a line for people, or `json`, one object a line with `at`, `level`, `name` and "
        "`message`, `request_id` where a request led to it, and `method`, `path`, `status` and `ms` of a request.",
        choice("text", "json"),
        "text",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings from environment variables. An empty variable counts as not set. Reads and writes no file.

        Raises SettingsError, which lists all faults at once.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        if "PORT" in given:
            given["STATUSPAGE_PORT"] = given["PORT"]
        known = cls.known()
        values, faults = checks.read(known, given)
        faults = checks.unknown(known, environ) + faults
        if "environment" in values:
            checks.fill(known, values, given)
            faults += checks.missing(known, values, given)
            faults += checks.unfit(values) + checks.unsafe(values)
        if faults:
            raise SettingsError(faults)
        return cls(**values, named=frozenset(one.name for one in known if one.metadata["env"] in given))

    @classmethod
    def known(cls) -> checks.Known:
        """What can be set: every field but the one that says what was."""
        return tuple(one for one in fields(cls) if one.metadata)

    @property
    def production(self) -> bool:
        """Whether this instance serves real customers."""
        return self.environment == "production"

    @property
    def database_waits(self) -> tuple[int, int, int]:
        """How many seconds to wait for a connection, a statement and a lock."""
        return self.database_connect_seconds, self.database_statement_seconds, self.database_lock_seconds

    def with_secret(self) -> "Settings":
        """The same settings; in development without keys, with the data folder's own random one."""
        return self if self.secret_keys else replace(self, secret_keys=(development_secret(self.data_dir),))

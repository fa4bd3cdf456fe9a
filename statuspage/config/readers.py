"""Readers of settings: text from the environment becomes a value.

What cannot be read is a ``ValueError`` whose words complete a sentence that begins with the setting's name.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

import idna
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from statuspage.config.backup_key import BackupKey
from statuspage.config.contrast import LIGHTEST_TEXT, contrast
from statuspage.config.file_store import FileStore
from statuspage.config.mail_server import MailServer
from statuspage.config.mailbox import MailboxAddress
from statuspage.config.places import home
from statuspage.config.virus_scanner import ScannerAddress

LANGUAGES = ("en", "de", "ar")
LONGEST_SITE = 255  # characters
PAPER, DARK_CARD = "#faf7f2", "#211f1c"  # the grounds on which the accent is hardest to read; static/css/tokens.css


_JOINERS = "\u200c\u200d"  # names in some scripts, and emoji, need them


def _is_seen(sign: str) -> bool:
    """Whether a sign can be seen; what was copied along with an address is not part of it."""
    return unicodedata.category(sign) != "Cf"


def _seen(text: str) -> str:
    return "".join(sign for sign in text if _is_seen(sign)).strip()


def _address(text: str) -> str:
    """A web address without what nobody sees, its host as the name system knows it (UTS 46)."""
    seen = _seen(text)
    scheme, slashes, rest = seen.partition("://")
    host = re.match(r"[^/?#:@\\\[\]]*", rest)
    if not slashes or host is None or host[0].isascii():
        return seen
    try:
        return f"{scheme}://{idna.encode(host[0], uts46=True).decode()}{rest[host.end() :]}"
    except (idna.IDNAError, UnicodeError):
        raise ValueError("has a host that no name can be.") from None


def choice(*allowed: str) -> Callable[[str], str]:
    """One of these words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in {value.lower() for value in allowed}:
            raise ValueError(f"must be one of {', '.join(allowed)}.")
        return next(value for value in allowed if value.lower() == text.lower())

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within these bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}.")
        return int(text)

    return read


def yes_or_no(text: str) -> bool:
    """True for "true", "yes", "on" and "1"; False for their opposites."""
    if text.lower() not in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
        raise ValueError("must be true or false.")
    return text.lower() in {"true", "yes", "on", "1"}


def line(most: int) -> Callable[[str], str]:
    """One line of at most so many characters."""

    def read(text: str) -> str:
        value = "".join(sign for sign in text.replace("\xa0", " ") if sign in _JOINERS or _is_seen(sign)).strip(" ")
        if not 0 < len(value) <= most or not all(sign in _JOINERS or sign.isprintable() for sign in value):
            raise ValueError(f"must be one line of at most {most} characters.")
        return value

    return read


def secret_keys(text: str) -> tuple[str, ...]:
    """Keys with commas between them; how good they are is for ``checks`` to say."""
    keys = tuple(key.strip() for key in text.split(","))
    if not all(keys):
        raise ValueError("has an empty key: look for a comma too many.")
    if any(re.search(r"[\s#]", key) for key in keys):
        raise ValueError("has a blank or a # in a key: is there a comment behind the value? Make a key without them.")
    return keys


def _on_the_web(text: str) -> SplitResult | None:
    """The parts of an address with http or https that names a host; None for everything else."""
    try:
        url = urlsplit(text)
        is_whole = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:  # a broken port or IPv6 address
        return None
    return url if is_whole else None


def base_url(text: str) -> str:
    """The scheme and the host of a web address, in lower case."""
    text = _address(text)
    url = _on_the_web(text)
    if url is None:
        raise ValueError("must be a whole address, such as https://status.example.com.")
    if url.path not in {"", "/"} or url.query or url.fragment or "@" in url.netloc or re.search(r"[\s\\]", text):
        raise ValueError("must be only the scheme and the host, such as https://status.example.com, and nothing after.")
    return f"{url.scheme}://{url.netloc.lower()}"


def site(text: str) -> str:
    """The whole address of a website that anyone can open, with http or https."""
    text = _address(text)
    url = _on_the_web(text)
    if url is None or len(text) > LONGEST_SITE or "@" in url.netloc or re.search(r"[\s\\\x00-\x1f\x7f\"<>]", text):
        raise ValueError("must be the whole address of a website, such as https://example.com.")
    return text


def hub(text: str) -> str:
    """A web address with https; http is enough for a hub on this machine."""
    text = _address(text)
    url = _on_the_web(text)
    if url is None or (url.scheme == "http" and url.hostname not in {"127.0.0.1", "::1", "localhost"}):
        raise ValueError("must be a whole address with https, such as https://hub.example.com/.")
    if url.fragment or "@" in url.netloc or not re.fullmatch(r"[!-~]+", text) or re.search(r"[<>\"\\^`{|}]", text):
        raise ValueError("must be a plain web address, without a name or password in it.")
    return text


def sentry_dsn(text: str) -> str:
    """A project's address: a key, a host and a number."""
    url = _on_the_web(_seen(text))
    if (
        url is None
        or not url.username
        or not re.fullmatch(r"(?:/[\w-]+)*/[0-9]+", url.path)
        or url.query
        or url.fragment
    ):
        raise ValueError("must be the DSN of a project, such as https://key@sentry.example.com/1.")
    return url.geturl()


def push_hosts(text: str) -> tuple[str, ...]:
    """Names of hosts with commas between, each perhaps with ``*.`` before it; or one of two words."""
    names = tuple(name.strip().lower().rstrip(".") for name in _seen(text).split(","))
    if names in (("any",), ("off",)):
        return () if names == ("off",) else names
    if not all(re.fullmatch(r"(\*\.)?(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z][a-z0-9-]*", name) for name in names):
        raise ValueError("must be names of hosts, such as push.example.com or *.push.example.com, or `any`, or `off`.")
    return names


def smtp_url(text: str) -> str:
    """The address of a mail server, with its name and password percent-encoded where there are any."""
    seen = _seen(text)
    MailServer.of(seen)
    return seen


def imap_url(text: str) -> str:
    """The address of a mailbox on an IMAP server, with its name, password and folder percent-encoded."""
    seen = _seen(text)
    MailboxAddress.of(seen)
    return seen


def mail_domain(text: str) -> str:
    """The name of a domain that takes mail, as the name system knows it (UTS 46)."""
    seen = _seen(text).lower()
    try:
        domain = seen if seen.isascii() else idna.encode(seen, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        domain = ""
    if len(domain) > 253 or not re.fullmatch(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z][a-z0-9-]*", domain):
        raise ValueError("must be the name of a domain, such as reply.example.com.")
    return domain


def mail_secret(text: str) -> str:
    """A secret that nobody can guess, and that an address can hold."""
    if len(text) < 24 or not re.fullmatch(r"[A-Za-z0-9._~-]+", text):
        raise ValueError("must have at least 24 letters and digits; make one as for STATUSPAGE_SECRET_KEYS.")
    return text


def mail_address(text: str) -> str:
    """One mail address without a name, in ASCII, as every mail server takes it."""
    user, _, domain = _seen(text).rpartition("@")
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", user):
        raise ValueError("must be one mail address, such as care@example.com, without a name.")
    return f"{user}@{mail_domain(domain)}"


def database_address(text: str) -> str:
    """An address of SQLite or PostgreSQL as SQLAlchemy takes it."""
    try:
        url = make_url(re.sub(r"^(postgres|postgresql)://", "postgresql+psycopg://", text))
    except (ArgumentError, ValueError):
        raise ValueError("is not a database address that can be read.") from None
    if url.drivername == "sqlite":
        if not url.database or not Path(url.database).is_absolute():
            raise ValueError(
                "needs the whole path of the SQLite file, with four slashes: sqlite:////srv/statuspage.db."
            )
    elif url.drivername != "postgresql+psycopg":
        raise ValueError("must begin with sqlite:/// or postgresql://.")
    elif not url.database:
        raise ValueError("names no database: postgresql://user:password@host/database.")
    return url.render_as_string(hide_password=False)


def replica_addresses(text: str) -> tuple[str, ...]:
    """Addresses of PostgreSQL with commas between, each as that of the database."""
    addresses = []
    for number, one in enumerate(re.split(r"\s*,\s*(?=[A-Za-z0-9+]+:|$)", text.strip(" ,")), start=1):
        if not re.match(r"postgres(ql)?(\+psycopg)?://", one):
            raise ValueError(f"has an address, number {number}, that does not begin with postgresql://.")
        try:
            addresses.append(database_address(one))
        except ValueError as fault:
            raise ValueError(f"has an address, number {number}, that cannot be used: it {fault}") from None
    return tuple(addresses)


def throttle_url(text: str) -> str:
    """The address of a server that speaks as Redis does."""
    seen = _seen(text)
    try:
        url = urlsplit(seen)
        is_one = url.scheme in {"redis", "rediss", "valkey", "valkeys"} and bool(url.hostname) and url.port != 0
    except ValueError:
        is_one = False
    if not is_one or not re.fullmatch(r"/?[0-9]*", url.path) or url.fragment:
        raise ValueError("must be the address of Redis or Valkey, such as redis://:password@host:6379/0.")
    return seen


def folder(text: str) -> Path:
    """A path; one that is not absolute begins at the home of this program."""
    try:
        return home() / Path(text).expanduser()
    except RuntimeError:  # "~name" of somebody unknown here
        raise ValueError("begins with ~ and a name that has no home on this machine.") from None


def file_store(text: str) -> FileStore:
    """A folder, or the address of a bucket, its key and its secret percent-encoded."""
    seen = _seen(text)
    return FileStore.of(seen) if seen.lower().startswith("s3://") else FileStore(folder(text))


def backup_key(text: str) -> BackupKey:
    """Keys of age with commas between, or the path of a file that holds one."""
    return BackupKey.of(text) or BackupKey(file=folder(text))


def file_scanner(text: str) -> ScannerAddress:
    """The address of clamd."""
    return ScannerAddress.of(_seen(text))


class Listening(NamedTuple):
    """Where to listen."""

    host: str
    port: int


def listening(text: str) -> Listening:
    """A port of this machine, such as 9464, or an address and a port, such as 10.0.0.5:9464."""
    name, _, port = _seen(text).rpartition(":")
    try:
        return Listening(host(name.strip("[]") or "127.0.0.1"), whole(1, 65535)(port))
    except ValueError:
        raise ValueError("must be a port, such as 9464, or an address and a port, such as 10.0.0.5:9464.") from None


def host(text: str) -> str:
    """An address to listen on: the name of a host, or an IP address of either kind, without a port."""
    text = _seen(text)
    if not re.fullmatch(r"[0-9A-Za-z.:-]{1,255}", text):
        raise ValueError("must be a network address, such as 127.0.0.1, without a port.")
    return text


def zone(text: str) -> str:
    """The name of an IANA time zone."""
    try:
        found = ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        found = ""
    if found in ("", "localtime", "Factory"):  # the last two are not places, and no browser knows them
        raise ValueError("must be a time zone's name, such as Europe/Lisbon.")
    return found


def languages(text: str) -> tuple[str, ...]:
    """Codes of languages that have a catalog, with commas between them."""
    codes = tuple(code.strip() for code in text.split(","))
    if not set(codes) <= set(LANGUAGES) or len(set(codes)) != len(codes):
        raise ValueError(f"must be some of {', '.join(LANGUAGES)}, each once, with commas between.")
    return codes


def accent_on(ground: str) -> Callable[[str], str]:
    """A colour that can be read on this ground."""

    def read(text: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
            raise ValueError("must be a colour such as #0b6b5d.")
        if (ratio := contrast(text, ground)) < LIGHTEST_TEXT:
            raise ValueError(f"cannot be read well on {ground}: contrast {ratio:.1f}, needed is {LIGHTEST_TEXT}.")
        return text.lower()

    return read

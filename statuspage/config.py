"""Every setting, read from the environment, explained once, and refused in plain words when it is wrong.

Nothing here has a default secret. In production a missing secret stops the start; in development a random one is made.
"""

import difflib
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "STATUSPAGE_"
PROJECT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32  # characters
LANGUAGES = ("en", "de", "ar")
PLACEHOLDER = re.compile(
    r"change.?me|replace.?me|example|insecure|placeholder|development|password|your.?secret|^demo|demo$", re.IGNORECASE
)
LIGHTEST_TEXT = 4.5  # contrast; WCAG 2.2, criterion 1.4.3
PAPER, DARK_CARD = "#faf7f2", "#211f1c"  # where the accent is hardest to read; see static/css/tokens.css


class SettingsError(Exception):
    """Settings that cannot be used. `faults` holds one sentence for each; no sentence repeats a secret."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("These settings cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))


# -- readers: text from the environment -> value, or ValueError that says what is wrong ------------------------------


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in {value.lower() for value in allowed}:
            raise ValueError(f"must be one of {', '.join(allowed)}.")
        return next(value for value in allowed if value.lower() == text.lower())

    return read


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}.")
        return int(text)

    return read


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
        raise ValueError("must be true or false.")
    return text.lower() in {"true", "yes", "on", "1"}


def _line(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most or not text.isprintable():
            raise ValueError(f"must be one line of at most {most} characters.")
        return text

    return read


def _secret_keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(","))
    if not all(keys):
        raise ValueError("has an empty key: look for a comma too many.")
    return keys


def _base_url(text: str) -> str:
    try:
        url = urlsplit(text)
        whole = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:  # a broken port or IPv6 address
        whole = False
    if not whole:
        raise ValueError("must be a whole address, such as https://status.example.com.")
    if url.path not in {"", "/"} or url.query or url.fragment or "@" in url.netloc or re.search(r"[\s\\]", text):
        raise ValueError("must be only the scheme and the host, such as https://status.example.com, and nothing after.")
    return f"{url.scheme}://{url.netloc.lower()}"


def _hub(text: str) -> str:
    try:
        url = urlsplit(text)
        whole = bool(url.hostname) and url.port != 0
    except ValueError:  # a broken port or IPv6 address
        whole = False
    here = whole and url.hostname in {"127.0.0.1", "::1", "localhost"}
    if not whole or url.scheme not in ({"http", "https"} if here else {"https"}):
        raise ValueError("must be a whole address with https, such as https://hub.example.com/.")
    if url.fragment or "@" in url.netloc or not re.fullmatch(r"[!-~]+", text) or re.search(r"[<>\"\\^`{|}]", text):
        raise ValueError("must be a plain web address, without a name or password in it.")
    return text


def _database_url(text: str) -> str:
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


def _folder(text: str) -> Path:
    try:
        return PROJECT / Path(text).expanduser()
    except RuntimeError:  # "~name" of somebody who is not here
        raise ValueError("begins with ~ and a name that has no home on this machine.") from None


def _host(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.:-]{1,255}", text):
        raise ValueError("must be a network address, such as 127.0.0.1, without a port.")
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone's name, such as Europe/Lisbon.") from None


def _languages(text: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in text.split(","))
    if not set(codes) <= set(LANGUAGES) or len(set(codes)) != len(codes):
        raise ValueError(f"must be some of {', '.join(LANGUAGES)}, each once, with commas between.")
    return codes


def _accent_on(ground: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
            raise ValueError("must be a colour such as #0b6b5d.")
        if (ratio := _contrast(text, ground)) < LIGHTEST_TEXT:
            raise ValueError(f"cannot be read well on {ground}: contrast {ratio:.1f}, needed is {LIGHTEST_TEXT}.")
        return text.lower()

    return read


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# -- the settings -----------------------------------------------------------------------------------------------------


def _setting(
    env: str, meaning: str, read: Callable[[str], Any], default: str = "", *, instead: str = "", **more: Any
) -> Any:
    """A setting. `default` is text as it would stand in the environment; `instead` says in words how one is found."""
    return field(
        metadata={"env": env, "meaning": meaning, "read": read, "default": default, "instead": instead}, **more
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one instance runs with. Made by `Settings.from_env`; a test changes one with `dataclasses.replace`."""

    environment: str = _setting(
        "STATUSPAGE_ENVIRONMENT",
        "`development` is for trying and building. `production` is for real customers, and refuses what is unsafe.",
        _choice("development", "production"),
        "development",
    )
    secret_keys: tuple[str, ...] = _setting(
        "STATUSPAGE_SECRET_KEYS",
        "Keys that sign links and sessions, with commas between. The last one signs; all of them verify, so add "
        "a new one at the end and take the old one away later. In production each has at least "
        f"{SHORTEST_SECRET} characters. "
        'Make one with `python -c "import secrets; print(secrets.token_urlsafe(48))"`.',
        _secret_keys,
        instead="required in production; in development a random one, kept in the file `secret` in the data folder",
        repr=False,
    )
    base_url: str = _setting(
        "STATUSPAGE_BASE_URL",
        "The address that customers use, such as `https://status.example.com`. All links begin with it.",
        _base_url,
        instead="required in production, with https; in development `http://127.0.0.1:` and the port",
    )
    database_url: str = _setting(
        "STATUSPAGE_DATABASE_URL",
        "The database: `sqlite:////whole/path.db` or `postgresql://user:password@host/database`.",
        _database_url,
        instead="`statuspage.db`, an SQLite file in the data folder",
        repr=False,
    )
    data_dir: Path = _setting(  # noqa: RUF009 - it is a field, as all the others
        "STATUSPAGE_DATA_DIR",
        "The data folder. A path that is not whole begins at the project's folder.",
        _folder,
        "var",
    )
    company_name: str = _setting(
        "STATUSPAGE_COMPANY_NAME",
        "Your company's name, as customers know it.",
        _line(80),
        instead="required; in the demo `Fernhill Coffee`",
    )
    company_zone: str = _setting(
        "STATUSPAGE_COMPANY_ZONE",
        "The company's time zone, such as `Europe/Lisbon`, for people whose own zone is not known.",
        _zone,
        instead="`UTC`; in the demo `Europe/Lisbon`",
    )
    company_phone: str | None = _setting(
        "STATUSPAGE_COMPANY_PHONE",
        "The company's phone number, as people should read it.",
        _line(40),
        instead="none",
    )
    accent: str = _setting(
        "STATUSPAGE_ACCENT",
        f"Your colour on a light page. It must be readable on `{PAPER}` (contrast of {LIGHTEST_TEXT} or more).",
        _accent_on(PAPER),
        "#0b6b5d",
    )
    accent_dark: str = _setting(
        "STATUSPAGE_ACCENT_DARK",
        f"Your colour on a dark page. It must be readable on `{DARK_CARD}` (contrast of {LIGHTEST_TEXT} or more).",
        _accent_on(DARK_CARD),
        "#6fd0bd",
    )
    fonts: Path | None = _setting(  # noqa: RUF009 - it is a field, as all the others
        "STATUSPAGE_FONTS",
        "A folder of more fonts for pictures (PNG), for writing that is not Latin, Greek, Cyrillic or Arabic. What it "
        "lacks is looked for in the system's fonts; a name that no font can write is left out.",
        _folder,
        instead="none",
    )
    languages: tuple[str, ...] = _setting(
        "STATUSPAGE_LANGUAGES",
        f"Languages that readers can have, some of `{','.join(LANGUAGES)}`. The first is for everyone else.",
        _languages,
        ",".join(LANGUAGES),
    )
    host: str = _setting(
        "STATUSPAGE_HOST",
        "The network address to listen on; `0.0.0.0` is every one. Behind a proxy on this machine keep the default.",
        _host,
        "127.0.0.1",
    )
    port: int = _setting(
        "STATUSPAGE_PORT", "The port to listen on. The variable `PORT` wins over it.", _whole(1, 65535), "8000"
    )
    demo: bool = _setting(
        "STATUSPAGE_DEMO",
        "Whether an empty database is filled with the demo cast. Its passwords are printed, so production refuses it.",
        _yes_or_no,
        instead="`true` in development, `false` in production",
    )
    trusted_proxies: int = _setting(
        "STATUSPAGE_TRUSTED_PROXIES",
        "How many proxies of yours stand in front. Only their word about a visitor's address is believed.",
        _whole(0, 10),
        "0",
    )
    session_hours: int = _setting(
        "STATUSPAGE_SESSION_HOURS", "How many hours an agent stays signed in.", _whole(1, 720), "12"
    )
    team_page: bool = _setting(
        "STATUSPAGE_TEAM_PAGE",
        "Whether anyone can see at `/team` how well the team keeps its word: `on` or `off`. It names nobody, and says "
        "nothing about fewer than ten. See [operating.md](operating.md#the-team-page).",
        _yes_or_no,
        instead="`off`; in the demo `on`",
    )
    websub_hub: str | None = _setting(
        "STATUSPAGE_WEBSUB_HUB",
        "The WebSub hub that is told when a public feed changes, such as `https://pubsubhubbub.appspot.com/`. "
        "It is never told of a private feed.",
        _hub,
        instead="none",
    )
    log_level: str = _setting(
        "STATUSPAGE_LOG_LEVEL",
        "How much is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        _choice("DEBUG", "INFO", "WARNING", "ERROR"),
        "INFO",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings from environment variables. An empty variable counts as not set. Reads and writes no file.

        Raises SettingsError, which lists all faults at once.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        if "PORT" in given:
            given["STATUSPAGE_PORT"] = given["PORT"]
        values, faults = _read(given)
        faults = _unknown(environ) + faults
        if "environment" in values:
            _fill(values, given)
            faults += _missing(values, given)
            faults += _unsafe(values) if values["environment"] == "production" else []
        if faults:
            raise SettingsError(faults)
        return cls(**values)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def with_secret(self) -> "Settings":
        """The same settings; in development without keys, with the data folder's own random one."""
        return self if self.secret_keys else replace(self, secret_keys=(development_secret(self.data_dir),))


def _read(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values, faults = {}, []
    for known in fields(Settings):
        text = given.get(known.metadata["env"]) or known.metadata["default"]
        if not text:
            continue
        try:
            values[known.name] = known.metadata["read"](text)
        except ValueError as fault:
            name = "PORT" if known.name == "port" and "PORT" in given else known.metadata["env"]
            faults.append(f"{name} {fault}")
    return values, faults


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = [field.metadata["env"] for field in fields(Settings)]
    faults = []
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            faults.append(f"{name} is not a setting." + (f" Did you mean {near[0]}?" if near else ""))
    return faults


def _fill(values: dict[str, Any], given: Mapping[str, str]) -> None:
    """What is found by itself when nobody said it. A value that was given wrongly is not papered over."""
    production = values["environment"] == "production"
    demo = values.get("demo", not production) is True
    found = {"demo": not production, "secret_keys": (), "company_phone": None, "fonts": None, "websub_hub": None}
    found["team_page"] = demo and not production
    found["company_zone"] = "Europe/Lisbon" if demo else "UTC"
    if demo and not production:
        found["company_name"] = "Fernhill Coffee"
    if not production and "port" in values:
        found["base_url"] = f"http://127.0.0.1:{values['port']}"
    if "data_dir" in values:
        found["database_url"] = f"sqlite:///{(values['data_dir'] / 'statuspage.db').as_posix()}"
    for known in fields(Settings):
        if known.metadata["env"] not in given and known.name in found:
            values.setdefault(known.name, found[known.name])


def _missing(values: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    needed = {"company_name": "is missing: customers must see whom they deal with."}
    if values["environment"] == "production":
        needed |= {
            "base_url": "is missing: links in mails and feeds begin with it.",
            "secret_keys": "is missing: production has no secret of its own.",
        }
    named: dict[str, Field[Any]] = {known.name: known for known in fields(Settings)}
    return [
        f"{named[name].metadata['env']} {why}"
        for name, why in needed.items()
        if named[name].metadata["env"] not in given and not values.get(name)
    ]


def _unsafe(values: Mapping[str, Any]) -> list[str]:
    """Production's refusals."""
    faults = []
    if values.get("demo"):
        faults.append("STATUSPAGE_DEMO must be false in production: the demo's passwords are no secret.")
    if values.get("base_url", "https://").startswith("http://"):
        faults.append("STATUSPAGE_BASE_URL must begin with https:// in production: a link is a key.")
    for number, key in enumerate(values.get("secret_keys", ()), start=1):
        if len(key) < SHORTEST_SECRET:
            faults.append(f"STATUSPAGE_SECRET_KEYS: key {number} is shorter than {SHORTEST_SECRET} characters.")
        elif PLACEHOLDER.search(key) or len(set(key)) < 10:
            faults.append(f"STATUSPAGE_SECRET_KEYS: key {number} is a placeholder or not random. Make a new one.")
    return faults


# -- the secret that a development machine makes for itself -----------------------------------------------------------


def development_secret(data_dir: Path) -> str:
    """The random secret in `<data_dir>/secret`, made at the first call, readable by its owner only.

    Raises SettingsError when the file holds something else.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = data_dir / "secret"
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(48))
    file.chmod(0o600)
    secret = file.read_text(encoding="utf-8").strip()
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError([f"{file} holds no usable secret. Delete it, and a new one is made."])
    return secret


def _write_once(file: Path, text: str) -> None:
    """Write the file whole or not at all; of two processes at once the first wins, and both then read the same."""
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".secret-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


# -- the same settings, told to people --------------------------------------------------------------------------------


def describe() -> list[tuple[str, str, str]]:
    """(environment variable, default, meaning) for each setting, in Markdown."""
    return [
        (
            known.metadata["env"],
            known.metadata["instead"] or f"`{known.metadata['default']}`",
            known.metadata["meaning"],
        )
        for known in fields(Settings)
    ]


def as_markdown() -> str:
    """The whole of docs/settings.md."""
    rows = "".join(f"| `{env}` | {default} | {meaning} |\n" for env, default, meaning in describe())
    return f"""# Settings

Every setting is an environment variable. An empty one counts as not set. All faults are listed at once, and nothing
starts until they are gone. A variable that begins with `{PREFIX}` and is not in this table is refused: it is a typo.

| variable | default | meaning |
|---|---|---|
{rows}
This file is made by `flask --app app settings --markdown`. Do not edit it; edit `statuspage/config.py`.
"""

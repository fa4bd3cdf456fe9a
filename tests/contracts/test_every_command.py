"""Every command, Flask's own and borrowed ones too, tells what it does, and meets nonsense with a sentence."""

from dataclasses import replace

import click
import pytest

from statuspage import commands
from statuspage.commands import in_words
from statuspage.commands.ours import COMMANDS
from statuspage.db import db

pytestmark = pytest.mark.long

NUMBERS = ("0", "-1", "2147483648", "9" * 40, "1e3", "٣", "seven", "")
TEXTS = ("", " ", "\udcff", "\u202e", "💥" * 400, "a@b", "../../etc/passwd", "--", "x" * 5000, "'; DROP TABLE event")
PASSWORD = ("--password", "a longer password")


def walk(group, *path):
    """Every command under a group, with the words that call it."""
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from walk(command, *path, name)


def fill(command, nonsense):
    """What calls this command with one kind of nonsense in every place that takes any."""
    words = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            words.append(nonsense)
        elif not parameter.is_flag and parameter.name != "password":
            words += [parameter.opts[0], nonsense]
        elif parameter.name == "password":
            words += PASSWORD
    return words


def alone(command, nonsense):
    """The same with each option alone, and with what else is needed as it should be."""
    needed = [PASSWORD] if any(one.name == "password" for one in command.params) else []
    usual = {
        "email": "maria@fernhill.example",
        "name": "Noor Haddad",
        "ticket_id": "1",
        "scope": "private",
        "path": "x",
    }
    for odd in command.params:
        words = [word for pair in needed for word in pair]
        for one in command.params:
            value = nonsense if one is odd else usual.get(one.name, "")
            if isinstance(one, click.Argument):
                words.append(value)
            elif (one is odd or one.required) and not one.is_flag and one.name != "password":
                words += [one.opts[0], value]
        yield words


def calm(result, words):
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, repr(result.exception))
    assert "Traceback" not in result.output, words
    return result.exit_code


@pytest.fixture
def call(app, tmp_path, monkeypatch):
    """Call a command; whatever file it is told to make is made in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def do(*words):
        result = app.test_cli_runner().invoke(args=list(words), input="")
        db.session.rollback()
        return result

    return do


def test_every_command_helps(app, call):
    known = list(walk(app.cli))
    assert len(known) > 25, "ours, and those of the libraries"
    for path, command in known:
        assert calm(call(*path, "--help"), path) == 0
        assert command.help, path
        assert calm(call(*path, "--nonsense"), path) == 2


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_nonsense_is_met_with_a_sentence(call, cast, command):
    for nonsense in (*NUMBERS, *TEXTS):
        for words in (fill(command, nonsense), *alone(command, nonsense)):
            code = calm(call(command.name, *words), (command.name, *words))
            assert code in (0, 1, 2), words


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
def test_a_number_that_no_row_can_have_is_refused_by_every_command_that_takes_one(call, cast, number):
    for words in (("ticket-link", number), ("rotate-link", number, "private"), ("outbox", "--show", number)):
        assert calm(call(*map(str, words)), words) == 2
    for name in ("agents", "links", "renew-links", "outbox"):
        assert calm(call(name, "--limit", str(number)), name) == 2
        assert calm(call(name, "--after", str(number)), name) == (0 if number == 0 else 2)


SPEAKING = [  # to the database, each with what it is refused for, or with what it does
    *(("agents",), ("links",), ("renew-links",), ("outbox",), ("outbox", "--show", "99"), ("ticket-link", "1")),
    *(("rotate-link", "1", "badge"), ("set-password", "nobody@example.org", *PASSWORD), ("take-back-agent", "nobody")),
    *(("add-agent", "--name", "Noor Haddad", "--email", "noor@fernhill.example", *PASSWORD), ("restore", "nothing.db")),
    *(("change-agent", "tom@fernhill.example", "--role", "Repairs"), ("let-go-agent", "tom@fernhill.example")),
    *(("backup", "made.db"), ("version",), ("demo",), ("move-to", "--stay")),
]


@pytest.mark.parametrize("words", SPEAKING, ids=" ".join)
def test_every_command_that_speaks_to_a_database_says_to_which(app, call, cast, words):
    told = app.test_cli_runner().invoke(args=list(words))
    assert f"Database: {db.engine.url.database}" in told.stderr.splitlines()
    db.session.rollback()


def test_a_database_is_named_without_its_password(app, monkeypatch):
    address = "postgresql+psycopg://maria:not-to-be-told@host/statuspage"
    settings = replace(app.extensions["settings"], database_url=address)
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert in_words._database_name() == "postgresql://maria:***@host/statuspage"


@pytest.mark.parametrize("name", ["agents", "links", "renew-links", "outbox"])
def test_every_list_has_pages_and_json(app, name):
    options = {option for one in app.cli.commands[name].params for option in one.opts}
    assert options >= {"--limit", "--after", "--json"}


def test_flask_run_is_refused_as_it_would_serve_only_half(app, monkeypatch):
    with click.Context(click.Command("run"), info_name="run"), pytest.raises(click.ClickException, match="make run"):
        commands.add(app)

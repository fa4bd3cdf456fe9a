"""What an operator can set, type or open is documented, and what is documented is there."""

import re

import pytest
from flask.cli import AppGroup

from statuspage.config import PREFIX, PROJECT, describe

PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
ALSO = (*PAGES, PROJECT / "CONTRIBUTING.md", PROJECT / "SECURITY.md")
TEXT = {page: page.read_text(encoding="utf-8") for page in ALSO if page.exists()}
DOCS = "\n".join(TEXT[page] for page in PAGES if page in TEXT)
ALL = "\n".join(TEXT.values())
FLASKS_OWN = {"db", "limiter", "routes", "run", "shell"}
HOST = "https://status.example.com"
FOLDERS = ("/etc/", "/srv/", "/var/", "/backup", "/tmp", "/whole", "/usr/", "/run/", "/storage", "/hooks/")


def families(app):
    """The first part of every address: ``/t/``, ``/desk``, ``/widget.js``."""
    found = set()
    for rule in app.url_map.iter_rules():
        first = rule.rule.split("/")[1]
        found.add(f"/{first}" if rule.rule == f"/{first}" or rule.rule.startswith("/desk") else f"/{first}/")
    return found - {"/"}


def our_commands(app):
    return {name for name in app.cli.commands if name not in FLASKS_OWN}


def tasks():
    return set(re.findall(r"^([a-z]+):.*##", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_setting_exists():
    real = {env for env, _, _ in describe()}
    assert set(re.findall(rf"\b({PREFIX}[A-Z_]*[A-Z])\b", DOCS)) == real
    listed = re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \|", TEXT[PROJECT / "docs" / "settings.md"], re.MULTILINE)
    assert sorted(listed) == sorted(real)


def test_every_command_is_documented(app):
    missing = sorted(name for name in our_commands(app) if f"`{name}`" not in DOCS)
    assert not missing, f"say in README.md or docs/ what these commands do: {missing}"


def test_every_documented_command_exists(app):
    typed = set(re.findall(r"flask --app app ([a-z][a-z-]*)", ALL))
    table = re.search(r"\| command \(`flask --app app …`\).*?\n\|---.*?\n((?:\|.*\n)+)", ALL)
    assert table, "README.md has a table that begins with | command (`flask --app app …`) |"
    cells = [row.split("|")[1] for row in table.group(1).splitlines()]
    listed = {name.split()[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert sorted((typed | listed) - set(app.cli.commands)) == []


def test_every_documented_option_of_a_command_exists(app):
    for name, rest in re.findall(r"flask --app app ([a-z][a-z-]*)((?: [^\n`|]*)?)", ALL):
        command = app.cli.commands[name]
        if isinstance(command, AppGroup) or name in FLASKS_OWN:
            continue
        known = {option for parameter in command.params for option in parameter.opts}
        unknown = set(re.findall(r"(?<!\S)--[a-z-]+", rest)) - known
        assert not unknown, f"{name} has no {sorted(unknown)}"


def test_every_task_of_make_is_documented_and_every_documented_task_exists():
    typed = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`[^`]+`|```.*?```", ALL, re.DOTALL))))
    assert sorted(typed - tasks()) == []
    assert sorted(tasks() - typed - {"help"}) == []


def test_every_family_of_addresses_is_documented(app):
    missing = [family for family in sorted(families(app)) if not re.search(rf"(?<![\w-]){family}(?![a-z-])", DOCS)]
    assert not missing, f"say in README.md or docs/ what is at these addresses: {missing}"


def test_every_documented_address_exists(app):
    said = re.findall(rf"{re.escape(HOST)}(/[^\s\"'`)<&?]*)", DOCS)
    said += [path for path in re.findall(r"`(?:GET |POST )?(/[^\s`]*)`", DOCS) if not path.startswith(FOLDERS)]
    known = tuple(families(app))
    assert sorted({path for path in said if path != "/" and not f"{path}/".startswith(known)}) == []


@pytest.mark.parametrize("page", TEXT, ids=lambda page: page.name)
def test_every_link_within_the_docs_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXT[page]):
        if not re.match(r"[a-z]+:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", TEXT, ids=lambda page: page.name)
def test_every_named_file_of_the_project_exists(page):
    named = re.findall(r"`((?:statuspage|templates|static|tests|docs|bench|deploy|\.ci)/[\w./-]*)`", TEXT[page])
    assert [path for path in named if not (PROJECT / path).exists()] == []


def test_the_map_names_every_folder_of_the_house_and_every_file_in_it():
    rows = re.findall(
        r"^\| `(statuspage/[\w/]*)` \|[^|]*\| ([^|]*) \|$", TEXT[PROJECT / "CONTRIBUTING.md"], re.MULTILINE
    )
    told = {folder: set(files.split(", ")) for folder, files in rows}
    real: dict[str, set[str]] = {}
    for file in (PROJECT / "statuspage").rglob("*.py"):
        if file.stem != "__init__" and not {"versions", "stories"} & set(file.parts):
            real.setdefault(f"{file.parent.relative_to(PROJECT).as_posix()}/", set()).add(file.stem)
    assert told == real

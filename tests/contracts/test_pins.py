"""Whatever is installed is pinned with the hashes of its files, and follows from the files that people edit."""

import re
import subprocess
from pathlib import Path

import pytest

from statuspage.config import PROJECT

FILES = {"app": "requirements.txt", "dev": "requirements-dev.txt", "moto": "requirements-moto.txt"}
EXTRAS = ("otel", "redis", "sentry")
FILES |= {name: f"requirements-{name}.txt" for name in (*EXTRAS, "peers", "wheel", "uv")}
FEWEST = {"otel": 1, "redis": 1, "sentry": 1, "uv": 0}


def pins(text: str) -> dict[str, str]:
    """The version of each package that a file pins, by its name as PEP 503 has it."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def asked(name: str) -> dict[str, str]:
    text = (PROJECT / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    more = [asked(other) for other in re.findall(r"^-r (\w+)\.in$", text, re.MULTILINE)]
    return {package: version for found in (pins(text), *more) for package, version in found.items()}


def written(name: str) -> str:
    return (PROJECT / FILES[name]).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_one_version_and_its_hashes(name):
    blocks = re.split(r"\n(?=[a-z])", written(name).strip())
    assert len(blocks) == len(pins(written(name))) > FEWEST.get(name, 8)
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+(\[\w,-]+\])?==[^\s;]+", block), block[:80]
        assert "--hash=sha256:" in block, f"{block.splitlines()[0]} has no hash: make pins"


@pytest.mark.parametrize("name", FILES)
def test_what_is_installed_is_what_was_asked_for(name):
    found = pins(written(name))
    assert {package: found.get(package) for package in asked(name)} == asked(name), "make pins"


def test_the_tools_come_with_the_very_pins_that_the_app_runs_on():
    dev = pins(written("dev"))
    for name in ("app", *EXTRAS):
        assert pins(written(name)).items() <= dev.items()


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_added_goes_together_with_what_the_app_runs_on(extra):
    app, more = pins(written("app")), pins(written(extra))
    assert {name: app[name] for name in more if name in app} == {name: more[name] for name in more if name in app}
    assert more.keys() - app.keys() <= asked(extra).keys(), "the wheel's extra names every version"


def test_every_task_installs_by_hash():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (pip,) = re.findall(r"^PIP\s*=(.*)$", makefile, re.MULTILINE)
    (uv,) = re.findall(r"\$\(UV\) pip install(.*)", makefile)
    assert "--require-hashes" in pip
    assert "--require-hashes" in uv
    assert [one.split(" -r ")[1].split()[0] for one in re.findall(r"\$\(PIP\)(.*)", makefile)] == [
        "$(1);",
        "requirements-uv.txt",
    ]
    assert re.findall(r"\$\(call install,(.*?)\)", makefile) == ["requirements-dev.txt", "requirements.txt"]


def installing(folder: Path, uv: str | None) -> tuple[list[str], bool]:
    """What of uv and of pip make runs to install the app where uv ends so, in order; and whether make succeeds."""
    tools = folder / ".venv" / "bin"
    tools.mkdir(parents=True)
    for name, ends in {"python": "exit 0", "uv": uv}.items():
        if ends:
            tool = tools / name
            tool.write_text(f'#!/bin/sh\ncase "$*" in *install*) echo "{name} $*" >> "{folder}/said";; esac\n{ends}\n')
            tool.chmod(0o755)
    (folder / ".venv" / "pyvenv.cfg").touch()
    (folder / "requirements.txt").touch()
    made = subprocess.run(
        ["make", "-f", str(PROJECT / "Makefile"), ".venv/.runtime-installed"], cwd=folder, check=False, timeout=60
    )
    said = (folder / "said").read_text().splitlines()
    return [line.split()[0] for line in said if "requirements.txt" in line], made.returncode == 0


@pytest.mark.parametrize(
    ("uv", "ran"), [("exit 0", ["uv"]), ("exit 2", ["uv", "python"]), (None, ["python"])], ids=["uv", "fails", "none"]
)
def test_what_uv_cannot_install_pip_does(tmp_path, uv, ran):
    assert installing(tmp_path, uv) == (ran, True)


def test_nothing_counts_as_installed_that_was_not(tmp_path):
    assert not installing(tmp_path, "touch .venv/failed; rm .venv/bin/python; exit 2")[1]
    assert not (tmp_path / ".venv" / ".runtime-installed").exists()

"""Whatever is installed is pinned with the hashes of its files, and follows from the files that people edit."""

import re

import pytest

from statuspage.config import PROJECT

FILES = {"app": "requirements.txt", "dev": "requirements-dev.txt", "moto": "requirements-moto.txt"}
EXTRAS = ("otel", "redis", "sentry")
FILES |= {name: f"requirements-{name}.txt" for name in (*EXTRAS, "peers", "wheel")}


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
    assert len(blocks) == len(pins(written(name))) > (1 if name in EXTRAS else 8)
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
    (pip,) = re.findall(r"^PIP\s*:=(.*)$", makefile, re.MULTILINE)
    assert "--require-hashes" in pip
    assert re.findall(r"\$\(PIP\)(.*)", makefile) == [" -r requirements-dev.txt", " -r requirements.txt"]

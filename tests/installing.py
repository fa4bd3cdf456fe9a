"""What tests need of the machine, and install themselves where they may. They fail in words; they never skip."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PATIENCE = 900  # seconds that a mirror of Debian may take


def is_root() -> bool:
    """Whether this runs as root; nobody does where there is no such thing."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def may_install() -> bool:
    """Whether packages of Debian can be installed here."""
    return is_root() and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install these packages of Debian, as root; raises RuntimeError in words where that is not possible.

    One after another, as apt takes one at a time: several tests may come for something at once.
    """
    if not may_install():
        raise RuntimeError(f"This test needs {', '.join(packages)}: install that, or run the tests as root on Debian.")
    with (Path(tempfile.gettempdir()) / "statuspage-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _apt_get("update")
        done = _apt_get("install", "-y", "--no-install-recommends", *packages)
    if done.returncode != 0:
        raise RuntimeError(f"apt-get could not install {', '.join(packages)}:\n{done.stderr[-2_000:]}")


def _apt_get(*command: str) -> "subprocess.CompletedProcess[str]":
    """Raises RuntimeError where it takes too long, also for waiting until somebody else's has ended."""
    locks = f"DPkg::Lock::Timeout={PATIENCE // 2}"
    try:
        return answer_of(["apt-get", "-o", locks, *command], PATIENCE, DEBIAN_FRONTEND="noninteractive")
    except subprocess.TimeoutExpired as fault:
        raise RuntimeError(f"apt-get {command[0]} took longer than {PATIENCE} seconds.") from fault


def answer_of(command: list[str], seconds: int, **environ: str) -> "subprocess.CompletedProcess[str]":
    """What a program says that is asked nothing back. Raises what ``subprocess.run`` does."""
    return subprocess.run(
        command,
        env=os.environ | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )


def installed(home: Path, pins: Path, before: Callable[[], None] = lambda: None) -> None:
    """Make an environment of its own of these pins, once, whoever of several comes first; ``before`` that do this.

    Raises RuntimeError in words.
    """
    home.parent.mkdir(exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = home / ".installed"
        if done.exists() and done.read_text() == pins.read_text():
            return
        before()
        uv, python = str(Path(sys.prefix) / "bin" / "uv"), str(home / "bin" / "python")
        for command in (
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(home)],
            [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(pins)],
        ):
            made = subprocess.run(command, capture_output=True, text=True, check=False)
            if made.returncode != 0:
                raise RuntimeError(f"{pins.name} could not be installed: {made.stderr.strip()[-300:]}")
        done.write_text(pins.read_text())


def compiled(source: Path, folder: Path) -> Path:
    """The library that this source in C makes, in the folder."""
    if shutil.which("gcc") is None or not Path("/usr/include/stdio.h").exists():
        apt_install("gcc", "libc6-dev")
    library = folder / f"{source.stem}.so"
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library), str(source), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return library


def stubs(folder: Path, *names: str) -> Callable[[], str]:
    """Put programs of these names into the folder that only note how they were called; what they noted is returned."""
    notes = folder / "notes"
    for name in names:
        file = folder / name.split()[0]
        file.write_text(f'#!/bin/sh\necho "{name} $@" >> {notes}\n', encoding="utf-8")
        file.chmod(0o755)
    return lambda: notes.read_text(encoding="utf-8")

"""Finds a Chromium for the browser tests, and installs one where there is none. It fails in words; it never skips."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.installing import answer_of, apt_install, is_root, may_install

SHELL = "chromium-headless-shell"  # the same engine with no windows around it, at half the work
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "chrome")
FONTS = ("Noto Sans", "Noto Serif", "Noto Naskh Arabic")  # what tokens.css asks for and Debian can bring
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Asked in a process of its own: Playwright refuses to be started twice in one.
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


class NoChromiumError(RuntimeError):
    """No Chromium could be found or installed; the text says what was tried."""


@functools.cache
def find_or_install() -> str:
    """The path of a Chromium that starts. Installs one, and the fonts of the pages, where this machine lets us."""
    said = os.environ.get("CHROMIUM")
    if said and not _starts(said):
        raise NoChromiumError(f"CHROMIUM is {said}, but no browser starts from there.")
    if not said and not shutil.which(SHELL) and may_install():
        _tried(SHELL)
    if path := said or _find():
        _install_fonts()
        return path
    tried = _install()
    if path := _find():
        _install_fonts()
        return path
    raise NoChromiumError(
        f"No Chromium was found as {', '.join(NAMES)}, and installing one did not help:\n{tried}\n"
        "Install Chromium or Chrome, or set CHROMIUM to the path of one."
    )


def launch_args() -> list[str]:
    """Arguments for a quiet, repeatable browser. As root it must do without its sandbox."""
    quiet = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--force-color-profile=srgb",
    ]
    return [*quiet, "--no-sandbox"] if is_root() else quiet


def _find() -> str | None:
    on_the_path = [found for name in NAMES if (found := shutil.which(name))]
    return next((path for path in [*on_the_path, *MACOS] if _starts(path)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    answer = _run([sys.executable, "-c", ASK_PLAYWRIGHT], seconds=60)
    path = answer.stdout.strip()
    return path if answer.returncode == 0 and _starts(path) else None


def _starts(path: str) -> bool:
    """Whether it really runs: on some systems `chromium-browser` only says where to get one."""
    return Path(path).is_file() and _run([path, "--version"], seconds=60).returncode == 0


def _install() -> str:
    if may_install():
        return _tried("chromium")
    answer = _run([sys.executable, "-m", "playwright", "install", "chromium"], seconds=900)
    return f"playwright install chromium: {_tail(answer)}"


def _install_fonts() -> None:
    """The same fonts on every machine: heights are measured in them, and a wider one would break other lines.

    A machine may have some font for Arabic and still show every page wider: Debian's DejaVu does both.
    """
    if not may_install() or _missing_fonts() == ():
        return
    tried = _tried("fonts-noto-core", "fontconfig")
    if missing := _missing_fonts():
        raise NoChromiumError(f"No {', '.join(missing)}, and installing fonts-noto-core did not help:\n{tried}")


def _missing_fonts() -> tuple[str, ...]:
    if not shutil.which("fc-list"):
        return FONTS
    return tuple(name for name in FONTS if not _run(["fc-list", name], seconds=60).stdout.strip())


def _tried(*packages: str) -> str:
    """What came of installing these packages of Debian."""
    try:
        apt_install(*packages)
    except RuntimeError as fault:
        return str(fault)
    return f"apt-get install {' '.join(packages)}: ended well"


def _run(command: list[str], seconds: int) -> "subprocess.CompletedProcess[str]":
    try:
        return answer_of(command, seconds)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return subprocess.CompletedProcess(command, returncode=127, stdout="", stderr=str(fault))


def _tail(answer: "subprocess.CompletedProcess[str]") -> str:
    lines = (answer.stdout + answer.stderr).strip().splitlines()[-5:]
    return f"ended with {answer.returncode}: " + " / ".join(lines)


if __name__ == "__main__":
    print(find_or_install())

"""``docker compose`` as far as docs/install.md uses it, over an image that was built without Docker.

``Machine`` is where it is called, and this module what is called. ``web`` is the image's own command, in namespaces
that stay; ``database`` is the PostgreSQL of the tests, with its programs; .env is read at each call.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from statuspage.config import PROJECT
from tests.deploy.image import Container, Image
from tests.patience import until

STATE = "COMPOSE_OF_THE_TEST"


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL that lets everyone in: the folder of its socket, and that of its programs."""

    folder: str
    programs: str


class Machine:
    """A folder with deploy/ in it, and a ``docker`` that starts, stops and asks what it says.

    ``beside`` are commands that run in the same network.
    """

    def __init__(self, folder: Path, image: Image, storage: Path, server: Postgres, *beside: tuple[str, ...]) -> None:
        self.folder, self.container = folder, Container(image, storage)
        self._state, self._programs, self._beside = folder / "state.json", folder / "bin", beside
        shutil.copytree(PROJECT / "deploy", folder / "statuspage" / "deploy")
        (image.root / "etc" / "hosts").write_text("127.0.0.1 localhost database\n")
        self.container.start("sleep", "infinity")
        relay = (sys.executable, "-m", "tests.deploy.relay", "5432", f"{server.folder}/.s.PGSQL.5432")
        self._running = [self._in_its_network(*command) for command in (relay, *beside)]
        self._programs.mkdir()
        for name, does in {"docker": f'exec {sys.executable} -m tests.deploy.docker "$@"', "git": "exit 0"}.items():
            (self._programs / name).write_text(f"#!/bin/sh\n{does}\n")
            (self._programs / name).chmod(0o755)
        told = {
            "socket": server.folder,
            "programs": server.programs,
            "log": str(folder / "web.log"),
            "pid": str(folder / "web.pid"),
        }
        told |= {"first": self.container.first(), "root": str(image.root), "environ": image.environ}
        told |= {"user": image.user, "folder": image.folder, "command": image.command}
        self._state.write_text(json.dumps(told))

    def run(self, shell: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """These lines of a shell, as somebody types them in deploy/ (the first ones lead there)."""
        deploy = self.folder / "statuspage" / "deploy"
        environ = {"PATH": f"{self._programs}:{os.environ['PATH']}", STATE: str(self._state), "LANG": "C.UTF-8"}
        return subprocess.run(
            ["sh", "-euc", shell],
            cwd=deploy if (deploy / ".env").exists() else self.folder,
            env=environ | {"PYTHONPATH": str(PROJECT)},
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def log(self) -> str:
        file = self.folder / "web.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def end(self) -> None:
        self.container.kill()
        for one in self._running:
            one.kill()
            one.wait()

    def _in_its_network(self, *command: str) -> "subprocess.Popen[bytes]":
        enter = ["nsenter", f"--target={self.container.first()}", "--net"]
        return subprocess.Popen([*enter, *command], cwd=PROJECT, stdin=subprocess.DEVNULL)


def called(arguments: list[str]) -> int:
    """What ``docker`` does with these arguments."""
    state = json.loads(Path(os.environ[STATE]).read_text())
    compose, deed, *rest = arguments
    assert compose == "compose", arguments
    words = [word for word in rest if not word.startswith("-")] if deed in ("up", "stop") else _after_options(rest)
    if deed == "up":
        _stop(state)
        return _serve(state)
    if deed == "logs":
        assert words == ["web"]
        print(Path(state["log"]).read_text(errors="replace"))
        return 0
    if deed == "stop":
        assert words == ["web"]
        return _stop(state)
    assert deed in ("exec", "run"), f"{deed} is not known here"
    service, *command = words
    if service == "web":
        return subprocess.run(_entering(state, command), check=False).returncode
    assert service == "database", service
    program = str(Path(state["programs"]) / command[0])
    return subprocess.run([program, *command[1:]], env={"PGHOST": state["socket"]}, check=False).returncode


def _after_options(words: list[str]) -> list[str]:
    while words and words[0].startswith("-"):
        words = words[1:]
    return words


def _entering(state: dict, command: list[str]) -> list[str]:
    """The command that runs another one in the container, with what compose.yaml and .env tell it now."""
    image = Image(Path(state["root"]), state["environ"] | _told(), state["user"], state["folder"])
    return Container.entering(state["first"], image, tuple(command))


def _told() -> dict[str, str]:
    lines = Path(".env").read_text().splitlines()
    own = {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines) if name}
    text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda name: own[name[1]], Path("compose.yaml").read_text())
    return own | yaml.safe_load(text)["services"]["web"]["environment"]


def _serve(state: dict) -> int:
    with Path(state["log"]).open("ab") as log:
        running = subprocess.Popen(
            _entering(state, state["command"]),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    Path(state["pid"]).write_text(str(running.pid))
    return 0


def _stop(state: dict) -> int:
    """Tell the server in the container to stop, and wait until nothing of it is left."""
    if (file := Path(state["pid"])).exists():
        number = int(file.read_text())
        file.unlink()
        for child in Path(f"/proc/{number}/task/{number}/children").read_text().split():
            os.kill(int(child), signal.SIGTERM)
        until(lambda: not _lives(number))
    return 0


def _lives(number: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(called(sys.argv[1:]))

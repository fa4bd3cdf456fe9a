"""Builds and runs an image without a registry: its base is a root that mmdebstrap makes of Debian's own packages.

``build`` performs the instructions of a Dockerfile, each in a mount and process namespace of its own; ``Container``
runs the result as Docker does: as its user, without a capability, on a read-only root, in a network of its own in
which any user may listen at port 80.
"""

import fnmatch
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from tests.deploy.dockerfile import Instruction, Stage, read
from tests.installing import apt_install, is_root
from tests.patience import LONG, until

# debian:bookworm-slim is what debootstrap and its kin make of bookworm, less its documentation.
RELEASES = {"debian:bookworm-slim": "bookworm"}
SEARCHED = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}  # as Docker has it
MIRROR = "http://deb.debian.org/debian"
PATIENCE = 900  # seconds that a mirror may take
# What this machine says of the way to its registries, as whoever builds an image hands it on.
WAY = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True)
class Image:
    """A root, and how it is run."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)
    user: str = "0:0"
    folder: str = "/"
    command: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)


def build(dockerfile: Path, context: Path, place: Path) -> Image:
    """The image that this Dockerfile describes, of the files in ``context``; everything is made in ``place``."""
    if not is_root():
        raise RuntimeError("This test makes a root of Debian: run the tests as root on Debian.")
    if not (shutil.which("mmdebstrap") and shutil.which("ip")):
        apt_install("mmdebstrap", "iproute2")
    stages, done = read(dockerfile), {}
    for number, stage in enumerate(stages):
        image = Image(place / f"stage-{number}", SEARCHED)
        subprocess.run(["cp", "-a", str(_base(stage, place)), str(image.root)], check=True)
        for instruction in stage.instructions:
            image = _perform(instruction, image, context, done)
        done[stage.name] = image
    return image


def _base(stage: Stage, place: Path) -> Path:
    root = place / RELEASES[stage.base]
    if not root.exists():
        # nothing here needs to survive a crash
        asked = ["--mode=root", "--variant=minbase", "--dpkgopt=force-unsafe-io", RELEASES[stage.base]]
        command = ["mmdebstrap", *asked, str(root), MIRROR]
        made = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if made.returncode != 0:
            raise RuntimeError(f"mmdebstrap could not make {stage.base}:\n{made.stderr[-2_000:]}")
    return root


def _perform(one: Instruction, image: Image, context: Path, done: dict[str, Image]) -> Image:
    if one.name == "RUN":
        _run(image, one.rest)
    elif one.name == "COPY":
        _copy(one, image, context, done)
    elif one.name == "WORKDIR":
        (image.root / one.rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
    return _told(one, image)


def _told(one: Instruction, image: Image) -> Image:
    """The image with what an instruction says of how it is run."""
    if one.name in ("ENV", "LABEL"):
        field_of = "environ" if one.name == "ENV" else "labels"
        return replace(image, **{field_of: getattr(image, field_of) | one.pairs()})
    if one.name == "HEALTHCHECK":
        return replace(image, health=tuple(Instruction("CMD", {}, one.rest.removeprefix("CMD ")).words()))
    if one.name in ("CMD", "VOLUME"):
        return replace(image, **{"command" if one.name == "CMD" else "volumes": tuple(one.words())})
    if one.name in ("USER", "WORKDIR"):
        return replace(image, **{"user" if one.name == "USER" else "folder": one.rest})
    return image


def _run(image: Image, shell: str) -> None:
    """One RUN, as root, with the network of this machine."""
    environ = image.environ | {name: os.environ[name] for name in WAY if name in os.environ}
    here = [*_bound(image.root), f"mount --bind /etc/resolv.conf {_made(image.root / 'etc/resolv.conf')}"]
    if CERTIFICATES.is_file():
        environ |= {"PIP_CERT": "/run/certificates.crt"}
        here.append(f"mount --bind {CERTIFICATES} {_made(image.root / 'run/certificates.crt')}")
    here.append(_entered(image, environ, ("sh", "-c", shell), user=""))
    done = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "sh", "-ec", "\n".join(here)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"RUN {shell}\n{done.stdout[-3_000:]}\n{done.stderr[-3_000:]}")


def _copy(one: Instruction, image: Image, context: Path, done: dict[str, Image]) -> None:
    *sources, target = one.words()
    place = image.root / (PurePosixPath(image.folder) / target).as_posix().lstrip("/")
    for source in sources:
        if stage := one.options.get("from"):
            shutil.copytree(done[stage].root / source.lstrip("/"), place, symlinks=True, dirs_exist_ok=True)
        else:
            _copy_from(context, source, place, is_folder=target.endswith("/"))
    if mode := one.options.get("chmod"):
        subprocess.run(["chmod", "-R", mode, str(place)], check=True)


def _copy_from(context: Path, source: str, place: Path, *, is_folder: bool) -> None:
    """A file into the folder, or all that is in a folder, but for what .dockerignore leaves out."""
    ignored, start = _ignored(context), context / source
    for file in [start] if start.is_file() else sorted(start.rglob("*")):
        if file.is_dir() or ignored(file.relative_to(context).as_posix()):
            continue
        goal = place / file.name if start.is_file() and is_folder else place / file.relative_to(start)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, goal)


def _ignored(context: Path) -> Callable[[str], bool]:
    """Whether .dockerignore leaves a file out: the last line that matches it, or a folder above it, says so."""
    lines = (context / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    def ignored(path: str) -> bool:
        above = [path, *(str(folder) for folder in PurePosixPath(path).parents if str(folder) != ".")]
        found = False
        for rule in rules:
            pattern = re.sub(r"^\*\*/", "", rule.lstrip("!"))
            names = [part.rpartition("/")[2] for part in above] if "**/" in rule else above
            if any(fnmatch.fnmatchcase(name, pattern) for name in names):
                found = not rule.startswith("!")
        return found

    return ignored


def _bound(root: Path) -> list[str]:
    """What every process in a root finds besides its files."""
    return [
        "mount --make-rprivate /",
        f"mount --bind {root} {root}",
        f"mkdir -p {root}/proc {root}/dev",
        f"mount -t proc proc {root}/proc",
        f"mount --rbind /dev {root}/dev",
    ]


def _made(file: Path) -> Path:
    """This file, empty where there was none: something to mount over."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch()
    return file


def _entered(image: Image, environ: dict[str, str], command: tuple[str, ...], user: str) -> str:
    """The line of a shell that runs this command in the root; as a ``user``, with no way to become another."""
    told = [f"{name}={value}" for name, value in environ.items()]
    drop: list[str] = []
    if user:
        number, _, group = user.partition(":")
        drop = ["setpriv", f"--reuid={number}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
        drop += ["--bounding-set=-all"]
    inside = ["sh", "-c", f'cd {shlex.quote(image.folder)} && exec "$@"', "sh", *command]
    return shlex.join(["exec", "chroot", str(image.root), *drop, "env", "-i", *told, *inside])


class Container:
    """An image that runs. ``storage`` is the folder that stands at each of its volumes."""

    def __init__(self, image: Image, storage: Path, **environ: str) -> None:
        self._image, self._environ = image, image.environ | environ
        self.storage = storage
        self.log = storage.with_suffix(".log")
        self._running: subprocess.Popen[bytes] | None = None

    def start(self, *command: str) -> None:
        """Run the image's own command, or this one."""
        image = self._image
        lines = [*_bound(image.root), f"mount -o remount,bind,ro {image.root}"]
        lines += [f"mount --bind {self.storage} {image.root}{volume}" for volume in image.volumes]
        lines += ["ip link set lo up", "echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start"]
        lines.append(_entered(image, self._environ, command or image.command, image.user))
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-ec", "\n".join(lines)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self._has_ended() or self._first_root() == str(image.root))

    def run(self, *command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """What ``docker exec`` does: one more command in the same namespaces, with the same environment."""
        enter = self.entering(self.first(), replace(self._image, environ=self._environ), command)
        return subprocess.run(enter, input=typed, capture_output=True, text=True, timeout=LONG, check=False)

    @staticmethod
    def entering(first: int, image: Image, command: tuple[str, ...]) -> list[str]:
        """The command that runs another one in the namespaces of this process, as the image says."""
        inside = _entered(image, image.environ, command, image.user)
        return ["nsenter", f"--target={first}", "--mount", "--net", "--pid", "sh", "-ec", inside]

    def is_healthy(self) -> bool:
        """What the image's own check says."""
        return self.run(*self._image.health).returncode == 0

    def user(self) -> int:
        """As whom its first process runs."""
        return Path(f"/proc/{self.first()}").stat().st_uid

    def stop(self) -> int | None:
        """Ask it to stop, as Docker does; its status."""
        if self._running is None:
            return None
        if self._running.poll() is None:
            os.kill(self.first(), 15)
        return self._running.wait(timeout=LONG)

    def kill(self) -> None:
        """End it at once: the first process of a container hears no signal that it has not asked for."""
        if self._running is not None:
            self._running.kill()
            self._running.wait(timeout=LONG)

    def wait_until_healthy(self) -> None:
        """Raises RuntimeError with its log where it ends instead."""
        until(lambda: self._has_ended() or self.is_healthy())
        if self._has_ended():
            raise RuntimeError(f"It did not start:\n{self.log.read_text(errors='replace')[-4_000:]}")

    def _has_ended(self) -> bool:
        return self._running is None or self._running.poll() is not None

    def _first_root(self) -> str:
        """Where the first process is by now; it prepares its namespaces before it enters them."""
        return str(Path(f"/proc/{self.first()}/root").readlink())

    def first(self) -> int:
        """The first process of its namespaces, as this machine counts."""
        assert self._running is not None
        children = Path(f"/proc/{self._running.pid}/task/{self._running.pid}/children")
        found = until(lambda: self._has_ended() or children.read_text().split())
        if not isinstance(found, list):
            raise RuntimeError(f"It has ended:\n{self.log.read_text(errors='replace')[-4_000:]}")
        return int(found[0])

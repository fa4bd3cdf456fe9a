"""A Dockerfile read as what it asks for: its stages, each with its instructions in order.

It knows the instructions that deploy/Dockerfile uses, and refuses any other.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

KNOWN = {"ARG", "CMD", "COPY", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "USER", "VOLUME", "WORKDIR"}


@dataclass(frozen=True)
class Instruction:
    """One instruction: its name, its ``--options``, and the rest of its line."""

    name: str
    options: dict[str, str]
    rest: str

    def words(self) -> list[str]:
        """The rest as words: a JSON list, or split at blanks."""
        found: list[str] = json.loads(self.rest) if self.rest.startswith("[") else self.rest.split()
        return found

    def pairs(self) -> dict[str, str]:
        """The rest as NAME=value, with quotes around a value that has a blank."""
        found = re.findall(r'([\w.]+)=("(?:[^"]*)"|\S*)', self.rest)
        return {name: value.strip('"') for name, value in found}


@dataclass(frozen=True)
class Stage:
    """What begins with FROM."""

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)


def read(path: Path) -> list[Stage]:
    """The stages of this Dockerfile."""
    stages: list[Stage] = []
    arguments: dict[str, str] = {}
    for one in _instructions(path.read_text(encoding="utf-8")):
        if one.name not in KNOWN:
            raise ValueError(f"{one.name} is not known here: teach tests/deploy/ what it does.")
        if one.name == "FROM":
            base, _, name = one.rest.partition(" AS ")
            stages.append(Stage(_filled(base, arguments), name))
        elif not stages:
            arguments |= one.pairs()  # ARG before the first FROM
        else:
            stages[-1].instructions.append(one)
    return stages


def _instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = []
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        name, _, rest = line.strip().partition(" ")
        options = dict(re.findall(r"--([a-z-]+)=(\S+)", re.match(r"(?:--[a-z-]+=\S+\s+)*", rest)[0]))
        found.append(Instruction(name, options, re.sub(r"^(?:--[a-z-]+=\S+\s+)*", "", rest).strip()))
    return found


def _filled(text: str, arguments: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda name: arguments[name[1]], text)

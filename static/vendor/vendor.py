"""Fetch the vendored scripts again, and keep only what has the sha256 that README.md names.

Needs nothing but Python:  python static/vendor/vendor.py [address of the tarball, if not README.md's]
"""

import hashlib
import io
import re
import sys
import tarfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
FILE_ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| `(?P<member>[^`]+)` \| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)
SOURCE = re.compile(r"^- Source: <(?P<address>https://[^>]+)>$", re.MULTILINE)
SOURCE_SUM = re.compile(r"^- Source sha256: `(?P<sha256>[0-9a-f]{64})`$", re.MULTILINE)


def main(arguments: list[str]) -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    source, source_sum = SOURCE.search(readme), SOURCE_SUM.search(readme)
    if not source or not source_sum:
        sys.exit("README.md has no line 'Source' or 'Source sha256' that this script can read.")
    address = arguments[0] if arguments else source["address"]
    tarball = fetch(address)
    check(tarball, source_sum["sha256"], address)
    files = {}
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for row in FILE_ROW.finditer(readme):
            member = archive.extractfile(row["member"])
            files[row["name"]] = member.read() if member else b""
            check(files[row["name"]], row["sha256"], row["member"])
    for name, content in files.items():  # only now, when all of them are right
        (HERE / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes, as README.md says")


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - the address is README.md's or the caller's
        return answer.read()


def check(content: bytes, expected: str, what: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        sys.exit(f"{what} has sha256 {found}, but README.md says {expected}. Nothing was written.")


if __name__ == "__main__":
    main(sys.argv[1:])

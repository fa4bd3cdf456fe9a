"""An archive that was cut short or changed anywhere is refused, encrypted or not, and any tar unpacks a good one."""

import hashlib
import io
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.backups.archive import Archive, TarMember, packed
from statuspage.backups.faults import BackupFault, Broken, Vanished
from statuspage.backups.sealing import new_key, opened, seal
from statuspage.backups.streams import ChunkReader
from statuspage.config.backup_key import BackupKey

KEY = BackupKey.of(new_key().split()[-1])
CONTENTS = {"backup.json": b"{}", "files/ab/cd": b"a picture" * 100, "files/empty": b"", "rows/reply/000000": b"x\t1\n"}


def members():
    return [TarMember(name, len(content), [content]) for name, content in CONTENTS.items()]


PLAIN = b"".join(packed(members(), lambda: {"of": "a test"}))
_sealed = io.BytesIO()
seal(packed([*members(), TarMember("files/long", 200_000, [b"y" * 100_000] * 2)], dict), _sealed, KEY)
SEALED = _sealed.getvalue()


def read(content, key=None):
    file = ChunkReader([content])
    if key is None:
        return all_of(file)
    with opened(file, key) as plain:
        return all_of(plain)


def all_of(file):
    archive = Archive(file)
    found = {member.name: b"".join(member.chunks) for member in archive.members()}
    assert archive.manifest is not None
    return found


def test_what_was_put_in_comes_out():
    assert read(PLAIN) == CONTENTS
    assert read(SEALED, KEY) == CONTENTS | {"files/long": b"y" * 200_000}


@pytest.mark.parametrize(("whole", "key"), [(PLAIN, None), (SEALED, KEY)], ids=["plain", "encrypted"])
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_a_change_anywhere_is_refused(whole, key, data):
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    how = data.draw(st.sampled_from(["flip", "cut", "more", "twice", "zero"]))
    if how == "flip":
        changed[at] ^= data.draw(st.integers(1, 255))
    elif how == "cut":
        del changed[at:]
    elif how == "more":
        changed += data.draw(st.binary(min_size=1, max_size=2000))
    elif how == "twice":  # a piece of it once more
        changed[at:at] = whole[max(0, at - 512) : at] or b"\0"
    else:
        if not any(whole[at : at + 512]):
            changed[0] ^= 1
        changed[at : at + 512] = bytes(len(changed[at : at + 512]))
    with pytest.raises((BackupFault, ValueError)) as fault:
        read(bytes(changed), key)
    assert isinstance(fault.value, BackupFault), "in words"


def test_bytes_all_over_it_count():
    for at in range(0, len(PLAIN), 7):
        changed = bytearray(PLAIN)
        changed[at] ^= 0xFF
        with pytest.raises(Broken):
            read(bytes(changed))


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a/../../b", "", "a\nb", "-rf", "ä"])
def test_a_name_that_leads_elsewhere_is_none(name):
    with pytest.raises(ValueError, match="cannot be the name"):
        list(packed([TarMember(name, 0, [])], dict))


def test_what_vanished_while_it_was_read_leaves_the_rest_readable():
    def gone():
        yield b"half"
        raise Vanished

    found = read(b"".join(packed([TarMember("files/a", 10, gone()), *members()], dict)))
    assert found["files/a"] == b"half" + bytes(6)
    assert found["files/ab/cd"] == CONTENTS["files/ab/cd"]


def test_what_fails_while_it_is_encrypted_is_raised_as_it_is():
    def full():
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        seal(full(), io.BytesIO(), KEY)


def test_another_key_and_none_and_half_of_one_are_told_in_words():
    other = BackupKey.of(new_key().split()[-1])
    public = BackupKey.of(new_key().split()[3])
    for key, said in ((other, "another key"), (None, "no key is given"), (public, "can only encrypt")):
        with pytest.raises(BackupFault, match=said), opened(ChunkReader([SEALED]), key) as plain:
            all_of(plain)


def test_a_public_key_encrypts_and_its_secret_half_opens(tmp_path):
    file = tmp_path / "key"
    file.write_text(new_key())
    public, out = file.read_text().split()[3], io.BytesIO()
    seal(packed(members(), dict), out, BackupKey.of(f"{public},{KEY.keys[0]}"))
    assert read(out.getvalue(), BackupKey(file=file)) == read(out.getvalue(), KEY) == CONTENTS
    assert public not in repr(BackupKey.of(public))


def test_any_tar_unpacks_it_and_sha256sum_checks_it(tmp_path):
    (tmp_path / "a.tar").write_bytes(PLAIN)
    subprocess.run(["tar", "-xf", "a.tar"], cwd=tmp_path, check=True)
    assert (
        hashlib.sha256((tmp_path / "files/ab/cd").read_bytes()).hexdigest() in (tmp_path / "members.sha256").read_text()
    )
    checked = ["sha256sum", "--check", "--quiet", "members.sha256", "whole.sha256"]
    assert subprocess.run(checked, cwd=tmp_path, check=True, capture_output=True).stdout == b""

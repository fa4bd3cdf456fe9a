"""Whatever a server answers to FETCH, the message is the one that was asked for, or there is none."""

from hypothesis import given
from hypothesis import strategies as st

from statuspage.delivery.incoming.fetched import Listed, body, listed

LINES = st.binary(max_size=60) | st.sampled_from(
    [b")", b" UID 5)", b" FLAGS ())", b"1 (UID 5 BODY[] {3}", b"2 (UID 6 RFC822.SIZE 7)", b'3 (UID 5 BODY[] "a\\"b")']
)
PARTS = st.lists(LINES | st.tuples(LINES, st.binary(max_size=20)) | st.none(), max_size=6)


@given(PARTS)
def test_any_answer_is_read_without_a_fault(parts):
    found = listed(parts)
    assert found == sorted(set(found))
    assert all(0 < one.uid < 2**32 for one in found)
    assert body(parts, 5) is None or isinstance(body(parts, 5), bytes)


@given(st.binary(max_size=200), st.integers(1, 2**32 - 1), st.booleans())
def test_the_message_is_found_whether_its_uid_stands_before_or_behind_it(raw, uid, is_before):
    name = b"UID %d" % uid
    head = b"3 (%s BODY[] {%d}" % (name if is_before else b"FLAGS ()", len(raw))
    assert body([(head, raw), b")" if is_before else b" %s)" % name], uid) == raw


@given(st.binary(max_size=200).filter(lambda raw: b"\r" not in raw and b"\n" not in raw))
def test_a_message_in_quotation_marks_is_read_too(raw):
    quoted = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    assert body([b'3 (UID 5 BODY[] "%s")' % quoted], 5) == raw


def test_a_message_of_another_uid_is_not_taken():
    assert body([(b"3 (UID 6 BODY[] {1}", b"x"), b")"], 5) is None


def test_a_message_that_goes_on_behind_its_end_is_not_taken():
    assert body([(b"3 (UID 5 BODY[] {1}", b"x"), b"yz)"], 5) is None


def test_what_is_told_of_others_meanwhile_is_passed_over():
    parts = [b"9 (FLAGS (\\Seen))", (b"3 (UID 5 BODY[] {1}", b"x"), b")", b"4 (UID 6 FLAGS ())"]
    assert body(parts, 5) == b"x"


def test_messages_are_listed_once_and_in_order():
    parts = [b"1 (UID 9 RFC822.SIZE 3)", b"2 (RFC822.SIZE 4 UID 7)", b"3 (UID 9 RFC822.SIZE 5)", b"4 (FLAGS ())"]
    assert listed(parts) == [Listed(7, 4), Listed(9, 5)]
    assert listed([b"1 (UID 4294967296 RFC822.SIZE 1)", b"1 (UID 0 RFC822.SIZE 1)"]) == []

"""Which colleague somebody means by a name, as they typed it."""

from collections.abc import Iterator, Sequence

from statuspage.delivery.incoming.folding import LONGEST, folded


def named(typed: str, names: Sequence[tuple[int, str, str]]) -> int | None:
    """The id of the one colleague of this name, or None if there is none such, or more than one.

    ``names`` holds for each an id, what they are called, and their full name. The whole name counts most, then what
    they are called, then any of their names, then the beginning of one. Capitals and accents do not matter.
    """
    wanted = folded(typed[:LONGEST]).strip(" @.,")
    if not wanted:
        return None
    rows = [(key, folded(called), folded(full)) for key, called, full in names]
    for found in _by_rank(wanted, rows):
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _by_rank(wanted: str, rows: Sequence[tuple[int, str, str]]) -> Iterator[set[int]]:
    """Whom the name may mean, the surest way first."""
    yield {key for key, _, full in rows if wanted == full}
    yield {key for key, called, _ in rows if wanted == called}
    yield {key for key, _, full in rows if wanted in full.split()}
    yield {key for key, called, full in rows if any(name.startswith(wanted) for name in (called, full))}

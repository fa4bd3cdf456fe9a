"""What a comparison found, for a person: each difference with its names, then the dates that moved, then the sum."""

from bench.same_bytes.compare import Found

WIDEST = 240  # characters of a line
NAMED = 6  # answers named under one difference


def report(found: Found, lines: int) -> int:
    """Print it, ``lines`` lines of a difference at most; returns the exit status."""
    for diff, names in found.differences.items():
        print(f"=== {_some(names)}")
        shown = diff.split("\n")
        print("\n".join(line[:WIDEST] for line in shown[:lines]))
        print(f"… {len(shown) - lines} more lines\n" if len(shown) > lines else "")
    for title, names in (("Only in the first", found.missing), ("Only in the second", found.new)):
        if names:
            print(f"=== {title}: {_some(names)}\n")
    for name, (was, now) in found.moved.items():
        print(f"moved date: {name}: {was} -> {now}")
    count = sum(map(len, found.differences.values()))
    print(
        f"{found.compared} answers compared: {count} differ in {len(found.differences)} ways, {len(found.missing)} are "
        f"missing, {len(found.new)} are new, {len(found.moved)} have moved dates."
    )
    return 0 if found.is_same else 1


def _some(names: list[str]) -> str:
    more = f", and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more

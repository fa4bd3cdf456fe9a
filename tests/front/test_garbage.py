"""A process that serves does not look for garbage in what was loaded before it began."""

import subprocess
import sys

PROGRAM = """
import gc
from statuspage.front import garbage
held = [[] for _ in range(1000)]
garbage.settle()
of_later = []
of_later.append(of_later)
assert not any(one is held for one in gc.get_objects())
assert any(one is of_later for one in gc.get_objects())
print(gc.get_threshold() == garbage.THRESHOLDS, gc.isenabled())
"""


def test_what_was_loaded_is_left_out_and_what_comes_later_is_looked_at() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout
    assert said == "True True\n"

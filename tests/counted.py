"""How much work something is, in calls: the same number on any machine, however busy it is."""

import gc
import sys
from collections.abc import Callable


def calls_of(do: Callable[[], object]) -> int:
    """Returns how many functions `do` calls, those written in C too.

    It is done once uncounted first: what is imported, compiled or kept at a first time is in place then.
    Nothing is collected meanwhile, as finalizers and the callbacks of others would be counted with it.
    """
    do()
    calls, before = [0], sys.getprofile()

    def count(_frame: object, event: str, _called: object) -> None:
        calls[0] += event in ("call", "c_call")

    gc.disable()
    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(before)
        gc.enable()
    return calls[0]

"""Whoever counts in the same moment as another one is counted, and gets no error."""

import threading
import time

from statuspage.security.rates import Rates


class Slow(Rates):
    """Whoever reads which timer there is takes so long that others come in between."""

    @property
    def timer(self) -> threading.Timer:
        time.sleep(0.005)
        return self._timer

    @timer.setter
    def timer(self, timer: threading.Timer) -> None:
        self._timer = timer


def test_a_timer_that_another_thread_has_made_is_not_started_twice() -> None:
    rates, faults = Slow(), []
    rates._timer.join()  # the first one has run

    def count() -> None:
        try:
            rates.acquire_entry("link", 1000, 60)
        except RuntimeError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    assert rates.get_moving_window("link", 1000, 60)[1] == 8

"""What the servers of tests that misbehave have in common: how a client gets at one, and how it ends."""

import contextlib
import socket
import threading


class Listening:
    """It listens on ``port`` from when it is made, and serves each client in a thread; ``came`` counts them."""

    def __init__(self) -> None:
        self.came = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.came += 1
                self._open.append(client)
                threading.Thread(target=self._speak, args=(client,), daemon=True).start()

    def _speak(self, client: socket.socket) -> None:
        """Serve this client until either side has enough."""
        raise NotImplementedError

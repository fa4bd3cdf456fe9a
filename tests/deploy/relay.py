"""Hands a port of a container's own network on to a Unix socket of this machine."""

import contextlib
import selectors
import socket
import socketserver
import sys


class Relay(socketserver.BaseRequestHandler):
    """One connection, until either side ends it."""

    place = ""

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as far, selectors.DefaultSelector() as both:
            far.connect(self.place)
            both.register(self.request, selectors.EVENT_READ, far)
            both.register(far, selectors.EVENT_READ, self.request)
            with contextlib.suppress(OSError):
                while True:
                    for key, _ in both.select():
                        if not (read := key.fileobj.recv(65_536)):
                            return
                        key.data.sendall(read)


class Server(socketserver.ThreadingTCPServer):
    """As many as come."""

    daemon_threads = True


if __name__ == "__main__":
    Relay.place = sys.argv[2]
    Server(("127.0.0.1", int(sys.argv[1])), Relay).serve_forever()

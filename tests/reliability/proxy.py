"""A small TCP proxy that can fall silent: what a broken network looks like."""

import contextlib
import select
import socket
import threading


class Proxy:
    """Stand before a server; pass everything on, or take it and never answer."""

    def __init__(self, target: tuple[str, int] | None) -> None:
        self.target = target
        self.is_silent = True
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        number: int = self._listener.getsockname()[1]
        return number

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for held in self._held:
            held.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                self._held.append(client)
                if not self.is_silent and self.target:
                    server = socket.create_connection(self.target)
                    self._held.append(server)
                    pair = (client, server)
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    other = {client: server, server: client}
    with contextlib.suppress(OSError, ValueError):
        while True:
            for ready in select.select([client, server], [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    client.shutdown(socket.SHUT_RDWR)
                    server.shutdown(socket.SHUT_RDWR)
                    return
                other[ready].sendall(data)

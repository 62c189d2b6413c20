"""bench/openloop.py: requests sent at their moments whether or not earlier ones are answered, as
people do, who do not wait for each other. A latency counts from the moment when the request was
due, so that a server that stalls cannot hide it. It knows no page.
"""
import re
import selectors
import socket
import time

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)


class Connection:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kind = self.due = None
        self.got = b""

    def send(self, kind, due, request):
        self.kind, self.due, self.got = kind, due, b""
        self.socket.sendall(request)

    def read(self):
        """The status once the whole answer is there, else None; 0 when it was cut off."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            return 0
        self.got += piece
        head = self.got.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = LENGTH.search(self.got, 0, head)
        if len(self.got) < head + 4 + (int(length.group(1)) if length else 0):
            return None
        return int(self.got[9:12])


class Loop:
    def __init__(self, port, per_second):
        self.port, self.per_second = port, per_second
        self.idle, self.busy = [], 0
        self.selector = selectors.DefaultSelector()
        self.seen = []  # (kind, status, seconds since it was due)

    def send(self, due, kind, request):
        if self.idle:
            connection = self.idle.pop()
        else:
            connection = Connection(self.port)
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(kind, due, request)
        self.busy += 1

    def collect(self, seconds):
        for key, _ in self.selector.select(max(seconds, 0)):
            connection = key.data
            status = connection.read()
            if status is None:
                continue
            self.seen.append((connection.kind, status, time.monotonic() - connection.due))
            self.busy -= 1
            if status:
                self.idle.append(connection)
            else:
                self.selector.unregister(connection.socket)
                connection.socket.close()

    def run(self, requests):
        """`requests`: (kind, bytes) in order; answers what was seen of them."""
        began = time.monotonic()
        for i, (kind, request) in enumerate(requests):
            due = began + i / self.per_second
            while time.monotonic() < due:
                self.collect(due - time.monotonic())
            self.send(due, kind, request)
        end = time.monotonic() + 60
        while self.busy and time.monotonic() < end:
            self.collect(1)
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()
        return self.seen

"""HTTP/1.1 as no client likes it. Each mischief gets a wire whose peer has just asked for something."""

import json
import time

PAGE = b"a" * 65536
GIGABYTE = 1 << 30


class Wire:
    def __init__(self, connection, mischief):
        self._connection, self._mischief, self._buffer, self._poured = connection, mischief, b"", 0

    def read_request(self):
        """(head, body); None when the peer is gone."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        size = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        while len(self._buffer) < size:
            if not self._fill():
                return None
        body, self._buffer = self._buffer[:size], self._buffer[size:]
        return head, body

    def _fill(self):
        more = self._connection.recv(65536)
        self._buffer += more
        return bool(more)

    def say(self, data):
        self._connection.sendall(data)
        self._poured += len(data)
        self._mischief.poured(self._poured)

    def answer(self, status, headers, body):
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
        self.say("\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body)

    def pour(self, piece):
        """For ever, or until the peer has had enough."""
        for _ in range(GIGABYTE // len(piece)):
            self.say(piece)

    def drip(self, data):
        for byte in data:
            self.say(bytes([byte]))
            time.sleep(1)


def serve(connection, mischief):
    wire = Wire(connection, mischief)
    while request := wire.read_request():
        wire.last = b"\n".join(request)
        path = request[0].split(b" ")[1].decode("latin-1").partition("?")[0]
        mischief.note(path)
        honest = next((said for end, said in mischief.honest.items() if path.endswith(end)), None)
        if honest is not None:
            wire.answer(200, {"content-type": "application/json"}, honest)
        elif mischief.act(wire) is not KEEP:
            return


KEEP = object()  # what a mischief returns after whose answer another request may come


def whole(status, headers, body):
    """An answer that is well-formed HTTP, whatever it says."""

    def act(wire):
        wire.answer(status, headers, body)
        return KEEP

    return act


def _each_in_turn(*sayings):
    """The next request is answered with the next one."""
    count = [0]

    def act(wire):
        count[0] += 1
        wire.say(sayings[count[0] % len(sayings)])

    return act


def _ok(*lines):
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


def a_body_of_a_gigabyte(wire):
    wire.say(_ok(f"content-length: {GIGABYTE}"))
    wire.pour(PAGE)


def a_chunked_body_without_an_end(wire):
    wire.say(_ok("transfer-encoding: chunked"))
    wire.pour(b"10000\r\n" + PAGE + b"\r\n")


def a_body_to_the_end_of_a_connection_that_has_none(wire):
    wire.say(_ok("content-type: application/json"))
    wire.pour(PAGE)


def a_head_without_an_end(wire):
    wire.say(b"HTTP/1.1 200 OK\r\n")
    wire.pour(b"x-more: " + b"a" * 1000 + b"\r\n")


def a_header_without_an_end(wire):
    wire.say(b"HTTP/1.1 200 OK\r\nx-long: ")
    wire.pour(PAGE)


def interim_answers_for_ever(wire):
    wire.pour(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def a_byte_of_the_head_a_second(wire):
    wire.drip(_ok("content-length: 2") + b"{}")


def a_byte_of_the_body_a_second(wire):
    wire.say(_ok("content-length: 100"))
    wire.drip(b"{" * 100)


def silence(wire):
    time.sleep(20)


def hanging_up(wire):
    """Before a word."""


def all_that_was_asked_said_again(wire):
    """As frank errors have it: credentials and all."""
    said = wire.last[:20_000].decode("latin-1")
    named = {"message": said, "reason": said, "code": said, "status": said, "error": said}
    body = {**named, "error": named, "errors": [named, said], "details": named}
    wire.answer(401, {"content-type": "application/json", "x-amzn-errortype": said[:200].split("\r")[0]}, json.dumps(body).encode())


def half_an_answer(wire):
    wire.say(_ok("content-length: 100") + b'{"data":[{"status":"o')


STRANGE_STARTS = _each_in_turn(
    b"HELLO\r\n\r\n",
    b"HTTP/1.1 2OO OK\r\n\r\n",
    b"HTTP/9.9 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    b"HTTP/1.1 -200 OK\r\n\r\n",
    b"HTTP/1.1 99999 OK\r\n\r\n",
    b"220 mail.example.com ESMTP\r\n",
    b"\0" * 4096,
    b"\r\n" * 100_000,
)
STRANGE_HEADS = _each_in_turn(
    _ok("x-nul: a\0b", "content-length: 2") + b"{}",
    _ok("content-length: 2", "content-length: 3") + b"{} ",
    _ok("content-length: 2", "transfer-encoding: chunked") + b"2\r\n{}\r\n0\r\n\r\n",
    _ok("content-length: -1"),
    _ok("content-length: 99999999999999999999999999"),
    _ok("x-folded: a", " b", "content-length: 2") + b"{}",
    _ok("transfer-encoding: gzip") + b"{}",
    b"HTTP/1.1 200 OK\ncontent-length: 2\n\n{}",
)
STRANGE_CHUNKS = _each_in_turn(
    *(
        _ok("transfer-encoding: chunked") + chunk
        for chunk in (b"-1\r\n", b"ffffffffffffffffff\r\n", b"xyz\r\n", b"2\r\n{}}}}\r\n", b"2;" + b"a" * 4096, b"0\r\nx: " + b"a" * 100_000)
    )
)

REFUSALS = (all_that_was_asked_said_again,)  # whole answers: what goes to the account waits
BROKEN = {
    "a body of a gigabyte": a_body_of_a_gigabyte,
    "a chunked body without an end": a_chunked_body_without_an_end,
    "a body to the end of a connection that has none": a_body_to_the_end_of_a_connection_that_has_none,
    "a head without an end": a_head_without_an_end,
    "a header without an end": a_header_without_an_end,
    "interim answers for ever": interim_answers_for_ever,
    "a byte of the head a second": a_byte_of_the_head_a_second,
    "a byte of the body a second": a_byte_of_the_body_a_second,
    "silence": silence,
    "hanging up": hanging_up,
    "all that was asked, said again": all_that_was_asked_said_again,
    "half an answer": half_an_answer,
    "strange starts": STRANGE_STARTS,
    "strange heads": STRANGE_HEADS,
    "strange chunks": STRANGE_CHUNKS,
}

"""HTTP/2 as no client likes it, frame by frame: no library writes what these do. Each mischief gets a wire, and the
stream whose request has just come; those of GREETINGS speak before any request."""

import time

DATA, HEADERS, RESET, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
WINDOW, PIECE = 65_535, 16_384
GIGABYTE = 1 << 30


def frame(kind, flags=0, stream=0, payload=b"", size=None):
    length = len(payload) if size is None else size
    return length.to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def field(name, value):
    """HPACK: a literal, not indexed, of a new name."""
    return b"\0" + _text(name.encode()) + _text(value.encode("latin-1"))


def _text(raw):
    if len(raw) < 127:
        return bytes([len(raw)]) + raw
    size, rest = b"\x7f", len(raw) - 127
    while rest >= 128:
        size, rest = size + bytes([rest % 128 + 128]), rest // 128
    return size + bytes([rest]) + raw


def status(code):
    return field(":status", str(code))


class Wire:
    def __init__(self, connection, mischief):
        self._connection, self._mischief, self._buffer, self._poured = connection, mischief, b"", 0
        self._windows, self._all = {}, WINDOW

    def read(self, size):
        """Empty when the peer is gone."""
        while len(self._buffer) < size:
            more = self._connection.recv(65536)
            if not more:
                return b""
            self._buffer += more
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def listen(self, seconds):
        """Notes what is asked meanwhile: others' requests come over the same connection, and none of them is heard while
        its only thread does mischief to the first."""
        ends, before = time.monotonic() + seconds, self._connection.gettimeout()
        try:
            while (left := ends - time.monotonic()) > 0:
                self._connection.settimeout(left)
                while len(self._buffer) < 9 + int.from_bytes(self._buffer[:3], "big"):
                    more = self._connection.recv(65536)
                    if not more:
                        return
                    self._buffer += more
                head = self.read(9)
                self.read(int.from_bytes(head[:3], "big"))
                if head[3] in (HEADERS, DATA) and head[4] & END_STREAM:
                    self._mischief.note("/")
        except TimeoutError:
            pass
        finally:
            self._connection.settimeout(before)

    def say(self, *frames):
        data = b"".join(frames)
        self._connection.sendall(data)
        self._poured += len(data)
        self._mischief.poured(self._poured)

    def next_request(self):
        """The stream of a whole request; None when the peer is gone."""
        while head := self.read(9):
            size, kind, flags, stream = int.from_bytes(head[:3], "big"), head[3], head[4], int.from_bytes(head[5:], "big")
            payload = self.read(size)
            self._obey(kind, flags, stream, payload)
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                return stream
            if kind == GOAWAY:
                return None
        return None

    def _obey(self, kind, flags, stream, payload):
        if kind in (SETTINGS, PING) and not flags & ACK:
            self.say(frame(kind, ACK, 0, payload if kind == PING else b""))
        elif kind == WINDOW_UPDATE:
            more = int.from_bytes(payload, "big")
            if stream:
                self._windows[stream] = self._windows.get(stream, WINDOW) + more
            else:
                self._all += more
        elif kind == RESET:
            raise ValueError("reset")

    def answer(self, stream, code, headers, body):
        block = status(code) + b"".join(field(name, value) for name, value in headers.items())
        pieces = [body[at : at + PIECE] for at in range(0, len(body), PIECE)] or [b""]
        self.say(frame(HEADERS, END_HEADERS, stream, block), *(frame(DATA, 0, stream, each) for each in pieces[:-1]))
        self.say(frame(DATA, END_STREAM, stream, pieces[-1]))

    def pour(self, stream, most=GIGABYTE):
        """As the windows allow."""
        sent = 0
        while sent < most:
            room = min(self._windows.get(stream, WINDOW), self._all, PIECE)
            if room <= 0:
                head = self.read(9)
                if not head:
                    return
                self._obey(head[3], head[4], int.from_bytes(head[5:], "big"), self.read(int.from_bytes(head[:3], "big")))
                continue
            self.say(frame(DATA, 0, stream, b"a" * room))
            self._windows[stream] = self._windows.get(stream, WINDOW) - room
            self._all -= room
            sent += room

    def repeat(self, data, times):
        for _ in range(times):
            self.say(data)


def serve(connection, mischief):
    wire = Wire(connection, mischief)
    if not wire.read(len(PREFACE)):
        return
    if mischief.act in GREETINGS:
        mischief.note("/")
        return mischief.act(wire)
    wire.say(frame(SETTINGS))
    while stream := wire.next_request():
        mischief.note("/")
        mischief.act(wire, stream)


def whole(code, headers, body):
    """An answer that is well-formed HTTP, whatever it says."""
    return lambda wire, stream: wire.answer(stream, code, headers, body)


def _each_in_turn(*makers):
    """The next request is answered with the next one's frames."""
    count = [0]

    def act(wire, stream):
        count[0] += 1
        wire.say(*makers[count[0] % len(makers)](stream))

    return act


def _begun(stream, flags=END_HEADERS):
    return frame(HEADERS, flags, stream, status(200))


def no_settings_ever(wire):
    time.sleep(20)


def a_byte_of_the_settings_a_second(wire):
    for byte in frame(SETTINGS):
        wire.say(bytes([byte]))
        time.sleep(1)


def words_of_another_protocol(wire):
    wire.say(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    time.sleep(1)


def a_body_of_a_gigabyte(wire, stream):
    wire.say(_begun(stream))
    wire.pour(stream)


def a_body_that_heeds_no_window(wire, stream):
    wire.say(_begun(stream))
    wire.repeat(frame(DATA, 0, stream, b"a" * PIECE), GIGABYTE // PIECE)


def a_byte_of_the_body_a_second(wire, stream):
    wire.say(_begun(stream))
    for _ in range(30):
        wire.say(frame(DATA, 0, stream, b"{"))
        wire.listen(1)


def headers_of_a_megabyte(wire, stream):
    wire.say(frame(HEADERS, 0, stream, status(200)))
    wire.repeat(frame(CONTINUATION, 0, stream, field("x-more", "a" * 8000)), 125)
    wire.say(frame(CONTINUATION, END_HEADERS, stream))


def continuations_for_ever(wire, stream):
    wire.say(frame(HEADERS, 0, stream, status(200)))
    wire.repeat(frame(CONTINUATION, 0, stream) * 100, 100_000)


def interim_answers_for_ever(wire, stream):
    wire.repeat(frame(HEADERS, END_HEADERS, stream, status(103) + field("link", "</a>")) * 100, 100_000)


def empty_data_for_ever(wire, stream):
    wire.say(_begun(stream))
    wire.repeat(frame(DATA, 0, stream) * 100, 100_000)


def settings_and_pings_for_ever(wire, stream):
    wire.repeat((frame(SETTINGS, 0, 0, b"\0\3\0\0\0\1") + frame(PING, 0, 0, b"a" * 8)) * 100, 100_000)


STRANGE_FRAMES = _each_in_turn(
    lambda stream: [frame(DATA, 0, 0, b"a")],
    lambda stream: [frame(DATA, 0, stream, b"a", size=16_777_215)],
    lambda stream: [frame(HEADERS, END_HEADERS, 2, status(200))],
    lambda stream: [frame(CONTINUATION, END_HEADERS, stream, status(200))],
    lambda stream: [frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2],
    lambda stream: [frame(SETTINGS, 0, 0, b"\0\4\xff\xff\xff\xff")],
    lambda stream: [frame(PUSH_PROMISE, END_HEADERS, stream, b"\0\0\0\2" + status(200))],
    lambda stream: [frame(GOAWAY, 0, 0, b"\x7f\xff\xff\xff\0\0\0\x0b" + b"a" * 16_000)],
)
STRANGE_HEADERS = _each_in_turn(
    lambda stream: [frame(HEADERS, END_HEADERS, stream, b"\x80")],
    lambda stream: [frame(HEADERS, END_HEADERS, stream, b"\xff\xff\xff\xff\xff\x0f")],
    lambda stream: [frame(HEADERS, END_HEADERS, stream, b"\0\x81\xff\x81\xff")],
    lambda stream: [frame(HEADERS, END_HEADERS | END_STREAM, stream, field("x-only", "no status"))],
    lambda stream: [frame(HEADERS, END_HEADERS | END_STREAM, stream, status("2x0"))],
    lambda stream: [frame(HEADERS, END_HEADERS | END_STREAM, stream, status(200) + status(200))],
    lambda stream: [frame(HEADERS, END_HEADERS | END_STREAM, stream, status(200) + field("X-Upper", "a"))],
    lambda stream: [frame(HEADERS, END_HEADERS | END_STREAM, stream, status(200) + field("x-nul", "a\0b"))],
)
STRANGE_ENDS = _each_in_turn(
    *(lambda stream, code=code: [frame(RESET, 0, stream, code.to_bytes(4, "big"))] for code in (0, 1, 2, 8, 11, 13, 99)),
    lambda stream: [
        frame(HEADERS, END_HEADERS, stream, status(200) + field("content-length", "100")),
        frame(DATA, END_STREAM, stream, b"{}"),
    ],
)

GREETINGS = (no_settings_ever, a_byte_of_the_settings_a_second, words_of_another_protocol)
BROKEN = {
    "no settings ever": no_settings_ever,
    "a byte of the settings a second": a_byte_of_the_settings_a_second,
    "words of another protocol": words_of_another_protocol,
    "a body of a gigabyte": a_body_of_a_gigabyte,
    "a body that heeds no window": a_body_that_heeds_no_window,
    "a byte of the body a second": a_byte_of_the_body_a_second,
    "headers of a megabyte": headers_of_a_megabyte,
    "continuations for ever": continuations_for_ever,
    "interim answers for ever": interim_answers_for_ever,
    "empty data for ever": empty_data_for_ever,
    "settings and pings for ever": settings_and_pings_for_ever,
    "strange frames": STRANGE_FRAMES,
    "strange headers": STRANGE_HEADERS,
    "strange ends": STRANGE_ENDS,
}

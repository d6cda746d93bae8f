"""Does the time of a refusal tell how much of a secret was right? Welch's |t| of right and wrong beginnings.

Each figure compares two forgeries over one keep-alive connection: one whose first half is right, one that is wrong
from the first byte; 5,000 requests each, in random order, three times over, the median |t| is printed. Below 4.5 the
two cannot be told apart. The control compares refusals that do differ, by the look-up of a project that is not there:
were it small too, the measurement would prove nothing.
"""

import hashlib
import hmac
import random
import socket
import statistics
import sys
import time

from api import _user_jwt
from harness.processes import Failure
from stage import Stage

REQUESTS = 5_000  # of either kind in a round
ROUNDS = 3
WARM_UP = 500
SECRET = "It is what GitHub signs with"


class Pipe:
    """A keep-alive connection that does as little as possible beside the clock."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request, expected):
        """Nanoseconds from the request to its whole answer."""
        began = time.perf_counter_ns()
        self._socket.sendall(request)
        answer = b""
        while True:
            received = self._socket.recv(65536)
            answer += received
            head, end, body = answer.partition(b"\r\n\r\n")
            if not received or (end and len(body) >= _length_in(head)):
                break
        took = time.perf_counter_ns() - began
        if not answer.startswith(b"HTTP/1.1 " + expected):
            raise Failure(f"{expected} was expected, not {answer[:300]!r}")
        return took


def _length_in(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _request(path, headers, body=b"", method="GET"):
    lines = [f"{method} /v2{path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def _welch(a, b):
    spread = statistics.variance(a) / len(a) + statistics.variance(b) / len(b)
    return abs(statistics.fmean(a) - statistics.fmean(b)) / spread**0.5


def _round(pipe, one, other, dice):
    took = ([], [])
    turns = [0, 1] * (REQUESTS + WARM_UP)
    dice.shuffle(turns)
    for turn in turns:
        took[turn].append(pipe.ask((one, other)[turn], b"401"))
    return _welch(took[0][WARM_UP:], took[1][WARM_UP:])


def _other(text):
    """Different from the first character on, and still of the alphabets of base64url and hexadecimal."""
    return "".join("b" if letter == "a" else "a" for letter in text)


def _forgeries(right):
    """(first half right, nothing right) of a signature."""
    half = len(right) // 2
    return right[:half] + _other(right[half:]), _other(right)


def _with_token(text):
    return _request("/users?limit=1", [f"Authorization: Bearer {text}"])


def _of_token(token):
    head, _, signature = token.rpartition(".")
    return [_with_token(f"{head}.{forged}") for forged in _forgeries(signature)]


def _of_webhook(integration):
    body = b'{"action":"opened"}'
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    path = f"/integrations/github/webhooks/incoming/{integration}"
    said = ["Content-Type: application/json", "X-GitHub-Event: issues", "X-GitHub-Delivery: 1"]
    return [
        _request(path, [*said, f"X-Hub-Signature-256: sha256={forged}"], body, "POST") for forged in _forgeries(mac)
    ]


def measure(options):
    stage, dice = Stage(options.binaries, role="api"), random.Random(20261123)
    try:
        saved = stage.rest.call("PUT", "/integrations/github", {"webhook_signing_secret": SECRET})
        user = _user_jwt(stage.project, "user-1")
        stranger = stage.project | {"public_key": "nobody"}
        pairs = {
            "project_token_t": _of_token(stage.token),
            "user_token_t": _of_token(user),
            "webhook_t": _of_webhook(saved["id"]),
            "control_t": [_of_token(user)[0], _with_token(_user_jwt(stranger, "user-1"))],
        }
        rounds = []
        for number in range(ROUNDS):
            pipe = Pipe(stage.engine.facts["api_port"])
            rounds.append({name: _round(pipe, *pair, dice) for name, pair in pairs.items()})
            told = "  ".join(f"{name} {value:.3g}" for name, value in rounds[-1].items())
            print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
    finally:
        stage.close()
    return {name: (statistics.median(each[name] for each in rounds), "|t|") for name in pairs}, rounds

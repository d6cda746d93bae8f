"""What the heaviest requests known take of memory and time: a header and a content of 10 MB, and answers nobody reads.

One `carillon serve`, a hundred users with a device each. `override` is one request with an apns-collapse-id of 10 MB,
which is refused; `content` one broadcast of 10 MB to all of them, until it is processed; `unread` a thousand connections
that ask for /openapi.json without a token and do not read, while they are there and ten seconds after they went.
"""

import http.client
import json
import socket
import statistics
import time

from harness import people
from harness.processes import Failure
from stage import Stage, cpu_seconds, users_with_a_device

USERS = 100
MEGABYTES_10 = "x" * 10_000_000
CONNECTIONS = 1000


def _memory_mb(pid, what):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(what + ":")) / 1024


def _forget_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def _send(stage, body):
    """Status and JSON of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", stage.engine.facts["api_port"], timeout=60)
    headers = {"authorization": f"Bearer {stage.token}", "content-type": "application/json"}
    connection.request("POST", "/v2/broadcasts", json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def _processed(stage, made):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = stage.rest.call("GET", f"/broadcasts/{made['id']}")["status"]
        if status["status"] == "processed":
            return
        time.sleep(0.2)
    raise Failure(f"a broadcast of 10 MB is not processed after a minute: {status}")


def _override(stage, push):
    status, answer = _send(stage, push | {"overrides": {"providers": {"apns": {"apns-collapse-id": MEGABYTES_10}}}})
    if status != 422:
        raise Failure(f"an apns-collapse-id of 10 MB was answered {status}: {str(answer)[:300]}")


def _content(stage, push):
    status, made = _send(stage, push | {"content": MEGABYTES_10})
    if status != 201:
        raise Failure(f"a content of 10 MB was answered {status}: {str(made)[:300]}")
    _processed(stage, made)


def _costs(stage, act):
    """(peak of memory in MB, seconds of CPU) of what `act` does."""
    pid = stage.engine.pid
    _forget_peak(pid)
    before = cpu_seconds(pid)
    act()
    return _memory_mb(pid, "VmHWM"), cpu_seconds(pid) - before


def _unread(stage):
    """(MB while a thousand do not read, MB after they went)."""
    deaf = []
    try:
        for _ in range(CONNECTIONS):
            one = socket.create_connection(("127.0.0.1", stage.engine.facts["api_port"]), timeout=30)
            one.sendall(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n" * 4)
            deaf.append(one)
        time.sleep(2)
        held = _memory_mb(stage.engine.pid, "VmRSS")
    finally:
        for one in deaf:
            one.close()
    time.sleep(10)
    return held, _memory_mb(stage.engine.pid, "VmRSS")


def measure(options):
    rounds = []
    for _ in range(options.rounds):
        stage = Stage(options.binaries)
        try:
            users = users_with_a_device(USERS)
            people.write_ndjson(users, stage.path("users.ndjson"))
            stage.command("import", stage.path("users.ndjson"))
            push = {"title": "t", "recipients": [{"external_id": name} for name in users]}
            found = {"idle.rss": (_memory_mb(stage.engine.pid, "VmRSS"), "MB")}
            for name, act in {"override": _override, "content": _content}.items():
                rss, cpu = _costs(stage, lambda act=act: act(stage, push))
                found |= {f"{name}.peak_rss": (rss, "MB"), f"{name}.cpu": (cpu, "s")}
            held, after = _unread(stage)
            found |= {"unread.rss": (held, "MB"), "unread.rss_after": (after, "MB")}
            rounds.append(found)
        finally:
            stage.close()
    figures = {name: (statistics.median(each[name][0] for each in rounds), unit) for name, (_, unit) in rounds[0].items()}
    return figures, rounds

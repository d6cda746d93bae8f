#!/usr/bin/env python3
"""Clients that mean harm or do not care (hardening.md E2 to E6), against the real binary: JSON bombs,
bodies of 100 MB a hundred at a time, header floods, slow clients of every kind, floods of connections.
The server must refuse with the right status, hold its memory, close who is too slow, and answer others
all the while."""

import json
import os
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from served import expect
from harness.processes import wait_until
from hostile_wire import Wire, bearer, head
from play import play

MEGABYTE = 1 << 20
HUGE = 100 * MEGABYTE
MOST_GROWTH = 48 * MEGABYTE  # of the sanitized binary; a hundred bodies that were kept would be 10 GB
MOST_HELD = 256 * MEGABYTE  # of bodies under way
PIECE = b"a" * 65536
AT_A_TIME = 100
MOST_CONNECTIONS = 60

QUICK = {"CARILLON_API__HEADER_TIMEOUT": "1s", "CARILLON_API__IDLE_TIMEOUT": "2s"}


def api_port(served):
    return served.server.facts["api_port"]


def metrics_text(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return answer.read().decode()


def resident(served):
    """Bytes of memory the server holds."""
    with open(f"/proc/{served.server.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def post_head(served, *fields):
    return head("POST", "/v2/broadcasts", bearer(served.token), "Content-Type: application/json", *fields)


def start(served):
    # The sanitizer keeps freed memory in quarantine: with little of that, what is resident is what is held.
    os.environ["ASAN_OPTIONS"] = "quarantine_size_mb=1:thread_local_quarantine_size_kb=16"
    os.environ.update(QUICK)
    served.start()
    served.make_project()
    expect(
        served.rest.call("PUT", "/users", {"external_id": "u"})["external_id"] == "u",
        "the server does not work",
    )


def in_parallel(attack, times=AT_A_TIME):
    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(attack, range(times)))


def json_bombs_are_refused(served):
    attributes = b'{"title":"t","recipients":[{"external_id":"u"}],"custom_attributes":'
    keys = b"{" + b",".join(b'"%d":0' % key for key in range(900_000)) + b"}"
    bombs = [
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        attributes + b"[" * 100_000 + b"]" * 100_000 + b"}",
        attributes + keys + b"}",
        attributes + b"[" + b"0," * 2_000_000 + b"0]}",
        attributes + b'{"a":1,"a":2}}',
        attributes + b'{"a":1e400}}',
        attributes + b'{"a":NaN}}',
        attributes + b'{"a":"\\ud800"}}',
        attributes + b'{"a":"\xff"}}',
        b"\xef\xbb\xbf" + attributes + b"{}}",
        attributes + b"/**/{}}",
    ]

    def explode(turn):
        bomb = bombs[turn % len(bombs)]
        with Wire(api_port(served)) as wire:
            wire.write(post_head(served, f"Content-Length: {len(bomb)}") + bomb)
            return wire.status()

    before = resident(served)
    for _ in range(2):
        statuses = in_parallel(explode, len(bombs))
        expect(set(statuses) == {400}, f"JSON bombs were answered {statuses}")
    after_two = resident(served)
    in_parallel(explode, len(bombs))
    grown = resident(served) - after_two
    expect(grown < MOST_GROWTH, f"bombs that were refused left {grown} bytes behind ({before} before any)")


def huge_bodies_are_refused_before_they_are_read(served):
    def announced(_):
        with Wire(api_port(served)) as wire:
            wire.write(post_head(served, f"Content-Length: {HUGE}"))
            return wire.status(), wire.is_closed()

    def insisting(_):
        with Wire(api_port(served)) as wire:
            wire.write(post_head(served, f"Content-Length: {HUGE}"))
            wire.write(b"a" * MEGABYTE)
            return wire.status(), wire.is_closed()

    def asking_first(_):
        with Wire(api_port(served)) as wire:
            wire.write(post_head(served, f"Content-Length: {HUGE}", "Expect: 100-continue"))
            return wire.status(), wire.is_closed()

    def to_a_small_route(_):
        with Wire(api_port(served)) as wire:
            wire.write(head("PUT", "/v2/users", bearer(served.token), f"Content-Length: {MEGABYTE + 1}"))
            return wire.status(), wire.is_closed()

    before = resident(served)
    for attack in (announced, insisting, asking_first, to_a_small_route):
        answers = in_parallel(attack)
        expect(set(answers) == {(413, True)}, f"{attack.__name__}: {set(answers)}")
    grown = resident(served) - before
    expect(grown < MOST_GROWTH, f"400 refused bodies of 100 MB cost {grown} bytes")


def chunked_bodies_end_at_the_limit(served):
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"

    def pour(_):
        with Wire(api_port(served)) as wire:
            wire.write(head("PUT", "/v2/users", bearer(served.token), "Transfer-Encoding: chunked"))
            sent = 0
            while sent < HUGE and wire.write(chunk):
                sent += 0x10000
            return sent < 64 * MEGABYTE

    expect(all(in_parallel(pour, 20)), "a chunked body of 64 MB was taken in")


def bodies_that_never_end_do_not_fill_the_memory(served):
    """Each within its limit, from a caller, and never finished: only their sum gives them away. Strangers may not
    begin."""
    with Wire(api_port(served)) as wire:
        wire.write(head("POST", "/v2/broadcasts", f"Content-Length: {12 * MEGABYTE}"))
        expect(wire.status() == 401, "a stranger's large body was let in")
    pieces, wires = 11 * MEGABYTE // len(PIECE), [Wire(api_port(served)) for _ in range(60)]
    before = resident(served)

    def pour(turn):
        wires[turn].write(
            head("POST", "/v2/broadcasts", bearer(served.token), f"Content-Length: {12 * MEGABYTE}")
        )
        return all(wires[turn].write(PIECE) for _ in range(pieces))

    whole = in_parallel(pour, len(wires))
    expect(not all(whole), "660 MiB of unfinished bodies were taken in")
    expect(any(whole), "no body was taken in")
    grown = resident(served) - before
    expect(grown < MOST_HELD + MOST_GROWTH, f"unfinished bodies hold {grown} bytes")
    served.rest.call("GET", "/users?limit=1")
    for wire in wires:
        wire.close()


def header_floods_are_refused(served):
    floods = [
        (431, head("GET", "/v2/users", *(f"X-{number}: y" for number in range(10_000)))),
        (431, head("GET", "/v2/users", "X-Long: " + "a" * MEGABYTE)),
        (431, head("GET", "/v2/users", *("X: y" for _ in range(101)))),
        (414, head("GET", "/v2/users?" + "a" * 65_536)),
        (414, head("GET", "/" + "a" * MEGABYTE)),
        (431, b"GET /v2/users HTTP/1.1\r\n" + b"Host: x\r\nX: " + b"a" * 20_000),
    ]
    for status, flood in floods:
        with Wire(api_port(served)) as wire:
            wire.write(flood)
            answer = wire.answer()
            expect(answer is not None and answer[0] == status, f"{flood[:40]}… was answered {answer}")
            expect(answer[1].get("connection") == "close", "a framing error must end the connection")


def slow_clients_are_closed_and_others_served(served):
    port, files = api_port(served), served.server.open_files()
    slow = {
        "half a request line": b"GET /v2/us",
        "half a head": head("GET", "/v2/users", "X: y")[:-4],
        "nothing at all": b"",
        "half a body": post_head(served, "Content-Length: 5000") + b"{",
        "half a chunk": head("PUT", "/v2/users", bearer(served.token), "Transfer-Encoding: chunked")
        + b"100\r\n{",
    }
    waiting = [(name, Wire(port)) for name in slow for _ in range(40)]
    for name, wire in waiting:
        wire.write(slow[name])
    deaf = [Wire(port) for _ in range(20)]  # ask for much and never read
    for wire in deaf:
        wire.write(300 * head("GET", "/openapi.json"))
    for _ in range(20):
        served.rest.call("GET", "/users?limit=1")
        expect(
            "carillon_build_info" in metrics_text(served.server.facts["ops_port"]),
            "the ops listener is silent",
        )
    for name, wire in waiting:
        status = wire.status()
        wanted = {0} if name == "nothing at all" else {408}
        expect(status in wanted, f"{name} was answered {status}")
        expect(wire.is_closed(), f"{name}: more came")
        wire.close()
    wait_until(lambda: served.server.open_files() <= files + 5, "clients that never read to be closed")
    for wire in deaf:
        wire.close()


def a_byte_now_and_then_does_not_keep_a_head_open(served):
    with Wire(api_port(served)) as wire:
        wire.write(b"GET /v2/users HTTP/1.1\r\n")
        sent = 0
        while sent < 90 and wire.write(b"X: y\r\n"):  # more lines would meet another limit
            sent += 1
            time.sleep(0.05)
        expect(wire.status() == 408, "a head that never ends was not ended")


def a_flood_of_connections_closes_the_idle(served):
    os.environ["CARILLON_API__MAX_CONNECTIONS"] = str(MOST_CONNECTIONS)
    os.environ["CARILLON_API__IDLE_TIMEOUT"] = "60s"
    served.stop()
    served.start()
    port, files = api_port(served), served.server.open_files()
    flood = [Wire(port) for _ in range(10 * MOST_CONNECTIONS)]
    served.rest.call("GET", "/users?limit=1")
    expect(
        served.server.open_files() <= files + MOST_CONNECTIONS + 5,
        f"{served.server.open_files()} files are open; {files} were before",
    )
    expect(flood[0].is_closed(), "the oldest idle connection is still open")
    flood[-1].write(head("GET", "/v2/users?limit=1", bearer(served.token)))
    expect(flood[-1].status() == 200, "the youngest connection is not served")
    for wire in flood:
        wire.close()
    expect(served.rest.send("POST", "/broadcasts", [])[0] == 422, "the server does not work as before")


def the_access_log_says_who_asked_what(served):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    named = {"X-Request-Id": "log-1", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    served.rest.send("GET", "/users?query=nobody", headers=named)
    served.rest.call("PUT", "/integrations/github", {"webhook_signing_secret": "secret"})
    hook = served.rest.call("GET", "/integrations/github")["data"][0]["id"]
    unsigned = {"X-Request-Id": "log-webhook", "Authorization": ""}
    served.rest.send("POST", f"/integrations/github/webhooks/incoming/{hook}", {}, headers=unsigned)
    served.rest.send("GET", "/nowhere", headers={"X-Request-Id": "log-2"})
    served.rest.send("GET", "/broadcasts/not-an-id", headers={"X-Request-Id": "two words"})
    lines = []

    def are_written():
        with open(served.server.log_path, encoding="utf-8", errors="replace") as log:
            lines[:] = [json.loads(line) for line in log if '"http_request"' in line]
        return any(line["request_id"] == "log-2" for line in lines)

    wait_until(are_written, "the access log to be written")
    by_id = {line["request_id"]: line for line in lines}
    wanted = {"method": "GET", "route": "/v2/users", "status": 200, "trace_id": trace, "role": "project"}
    wanted |= {"project": served.project["id"], "remote": "127.0.0.1"}
    expect(wanted.items() <= by_id["log-1"].items(), f"the access log says {by_id['log-1']}")
    expect(isinstance(by_id["log-1"]["dur_ms"], float), "no duration")
    webhook = {"status": 401, "role": "none", "project": served.project["id"]}
    expect(webhook.items() <= by_id["log-webhook"].items(), f"the log says {by_id['log-webhook']}")
    stranger = {"route": "unmatched", "status": 404, "role": "none", "project": ""}
    expect(stranger.items() <= by_id["log-2"].items(), f"the access log says {by_id['log-2']}")
    expect(
        "two words" not in by_id and not any("nobody" in str(line) for line in lines), "too much is logged"
    )


def nothing_of_it_was_an_error_of_ours(served):
    text = metrics_text(served.server.facts["ops_port"])
    counted = [line for line in text.splitlines() if line.startswith("carillon_http_requests_total{")]
    expect(any('code="422"' in line for line in counted), "requests are not counted by code")
    ours = [line for line in counted if 'code="5' in line]
    expect(not ours, "some were answered with a 5xx:\n" + "\n".join(ours))
    served.stop()


STEPS = [
    start,
    json_bombs_are_refused,
    huge_bodies_are_refused_before_they_are_read,
    chunked_bodies_end_at_the_limit,
    bodies_that_never_end_do_not_fill_the_memory,
    header_floods_are_refused,
    slow_clients_are_closed_and_others_served,
    a_byte_now_and_then_does_not_keep_a_head_open,
    a_flood_of_connections_closes_the_idle,
    the_access_log_says_who_asked_what,
    nothing_of_it_was_an_error_of_ours,
]

if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS))

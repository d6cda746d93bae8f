#!/usr/bin/env python3
"""Slow clients by the thousand and floods of connections (hardening.md E5, E6), against the real binary: slow
headers, bodies, reads and ranges of slowhttptest, 10,000 idle connections, 20,000 at once, more than there
are files. Meanwhile somebody asks the API and the health endpoints, and is answered each time; memory stays
within what the settings allow."""

import os
import re
import resource
import shutil
import subprocess
import sys

from crowd import WAVE, Bystander, Crowd, open_files, raise_file_limit
from hostile import MOST_GROWTH, api_port, resident, start
from hostile_wire import Wire, bearer, head
from served import expect
from harness.processes import wait_until
from play import play

SLOW_CLIENTS = 1000
CONNECTIONS = 10_000  # api.max_connections, where the limit of files allows as many and two waves more
SPARE = 100
# A connection may hold a header (16 KiB) beside its own state; the sanitizer's books are in MOST_GROWTH.
MOST_A_CONNECTION = 32 << 10

TIME_WAIT, LISTENING = "06", "0A"  # in /proc/net/tcp
TOOL = "slowhttptest"
SLOW = {
    "slow headers": ["-H", "-i", "1", "-x", "24", "-u", "/v2/users"],
    "slow bodies": ["-B", "-i", "1", "-s", "8192", "-x", "10", "-u", "/v2/broadcasts"],
    "ranges": ["-R", "-a", "5", "-b", "3000", "-u", "/openapi.json"],
    "slow reads": ["-X", "-n", "1", "-z", "32", "-w", "512", "-y", "1024", "-k", "3", "-u", "/openapi.json"],
}


def start_for_slow_clients(served):
    expect(shutil.which(TOOL), f"{TOOL} is not installed: script/bootstrap test")
    served.limit = raise_file_limit(CONNECTIONS + 2 * WAVE) - 2 * WAVE
    print(f"    at most {served.limit} connections, {2 * served.limit} in a flood", flush=True)
    start(served)


def slow_clients_are_ended_and_others_served(served):
    before, files = resident(served), open_files(served.server.pid)
    runs = {name: attack(served, name) for name in SLOW}
    with Bystander(served):
        wait_until(lambda: len(connections_at(api_port(served))) > SLOW_CLIENTS, "slow clients to connect")
        reading = runs.pop("slow reads")  # goes on with what is in its own buffers
        outcomes = {name: run.communicate(timeout=60)[0].decode() for name, run in runs.items()}
        wait_until(lambda: open_files(served.server.pid) <= files + 5, "slow clients to be closed")
        held = [state for state in connections_at(api_port(served)) if state != TIME_WAIT]
        expect(len(held) < 5, f"the kernel still sends to {len(held)} clients that were closed: {set(held)}")
        expect(reading.poll() is None, "the slow readers left by themselves")
        reading.terminate()
        reading.wait()
    for name, outcome in outcomes.items():
        text = re.sub(r"\x1b\[[0-9;]*m", "", outcome)
        ended = re.search(r"Exit status:\s*(.+)", text)
        expect(ended and ended[1].strip() == "No open connections left", f"{name}: {text[-800:]}")
    grown = resident(served) - before
    allowed = len(SLOW) * SLOW_CLIENTS * MOST_A_CONNECTION + MOST_GROWTH
    expect(grown < allowed, f"{len(SLOW)} × {SLOW_CLIENTS} slow clients left {grown} bytes behind")


def connections_at(port):
    """The kernel's states of the server's ends."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return [row[3] for row in rows if row[1].endswith(f":{port:04X}") and row[3] != LISTENING]


def attack(served, name):
    *words, path = SLOW[name]
    url = f"http://127.0.0.1:{api_port(served)}{path}"
    crowd = ["-c", str(SLOW_CLIENTS), "-r", str(SLOW_CLIENTS), "-l", "30", "-p", "30"]
    return subprocess.Popen([TOOL, *words, url, *crowd], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def restart_for_crowds(served):
    os.environ["CARILLON_API__IDLE_TIMEOUT"] = "60s"
    os.environ["CARILLON_API__MAX_CONNECTIONS"] = str(served.limit)
    served.stop()
    served.start()
    served.quiet_files, served.quiet_memory = open_files(served.server.pid), resident(served)


def thousands_of_idle_connections_are_kept(served):
    served.idle, count = Crowd(api_port(served), 1), served.limit - 100
    with Bystander(served):
        answered = served.idle.grow(count, head("GET", "/nowhere"))
    expect(answered == count, f"{answered} of {count} were answered")
    kept = served.idle.let_go()
    expect(kept == count, f"{kept} of {count} idle connections are still open")
    expect_bounds(served)


def a_flood_closes_the_oldest_idle_ones(served):
    flood = Crowd(api_port(served), 2)
    with Bystander(served):
        for _ in range(2 * served.limit // WAVE):
            flood.grow(WAVE)
            wait_until(
                lambda: served.idle.let_go() + flood.let_go() <= served.limit,
                "the server to close what is beyond its limit",
            )
        expect_bounds(served)
    oldest = served.idle.let_go()
    expect(oldest == 0, f"{oldest} of the oldest are still open")
    kept = flood.let_go()
    expect(served.limit // 2 < kept <= served.limit, f"{kept} of the flood are open")
    flood.leave()
    wait_until(lambda: open_files(served.server.pid) <= served.quiet_files + 5, "the flood to be gone")


def running_out_of_files_is_a_limit_as_well(served):
    """Fewer than max_connections would need."""
    usual = resource.prlimit(served.server.pid, resource.RLIMIT_NOFILE)
    few = open_files(served.server.pid) + SPARE
    resource.prlimit(served.server.pid, resource.RLIMIT_NOFILE, (few, usual[1]))
    crowd = Crowd(api_port(served), 3)
    crowd.grow(10 * SPARE)
    with Wire(api_port(served)) as wire:
        wire.write(head("GET", "/v2/users?limit=1", bearer(served.token)))
        expect(wire.status() == 200, "nobody is served when files run out")
    expect(crowd.let_go() <= SPARE, f"{len(crowd.sockets)} connections with {SPARE} files")
    crowd.leave()
    resource.prlimit(served.server.pid, resource.RLIMIT_NOFILE, usual)


def expect_bounds(served):
    pid, grown = served.server.pid, resident(served) - served.quiet_memory
    opened = open_files(pid) - served.quiet_files
    print(f"    {opened} files, {grown >> 20} MiB more than before")
    expect(opened <= served.limit + SPARE, f"{opened} files for {served.limit} connections at most")
    allowed = served.limit * MOST_A_CONNECTION + MOST_GROWTH
    expect(grown < allowed, f"{grown} bytes for {served.limit} connections at most")


def it_works_as_before(served):
    expect(served.rest.send("POST", "/broadcasts", [])[0] == 422, "the server does not work as before")
    served.stop()


STEPS = [
    start_for_slow_clients,
    slow_clients_are_ended_and_others_served,
    restart_for_crowds,
    thousands_of_idle_connections_are_kept,
    a_flood_closes_the_oldest_idle_ones,
    running_out_of_files_is_a_limit_as_well,
    it_works_as_before,
]

if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS))

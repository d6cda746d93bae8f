#!/usr/bin/env python3
"""`carillon demo`, and then what it prints for going on by hand, as it is printed: the two programs on the same data,
the calls with its token, and the sandbox's page.

Only the paths of the programs and the server's fixed port are others.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

PATIENCE = 60
USERS = "40"


def expect(is_true, sentence):
    if not is_true:
        raise SystemExit(f"FAILED: {sentence}")


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        expect(time.monotonic() < deadline, f"waited in vain for {what}")
        time.sleep(0.05)


def answers(address):
    host, _, port = address.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def messages(page):
    with urllib.request.urlopen(f"{page}messages") as answer:
        return json.load(answer)["messages"]


def printed_commands(text, chosen, port):
    """Whole lines: what is indented after `Going on`, with its continuations joined."""
    indented = [line[2:] for line in text.partition("== Going on")[2].splitlines() if line.startswith("  ")]
    whole = "\n".join(indented).replace("\\\n", " ")
    whole = whole.replace("build/release/carillon-sandbox", chosen.sandbox).replace("build/release/carillon ", f"{chosen.carillon} ")
    return whole.replace("127.0.0.1:8080", f"127.0.0.1:{port}").splitlines()


def go_on(text, chosen, started):
    port = free_port()
    commands = printed_commands(text, chosen, port)
    servers = [line for line in commands if line.endswith("&")]
    calls = [line for line in commands if not line.endswith("&")]
    expect(len(servers) == 2 and sum(line.startswith("curl") for line in calls) == 3, f"it prints {commands}")
    page = re.search(r"is at (http://\S+/)$", text, re.M).group(1)
    for line in servers:
        started.append(subprocess.Popen(shlex.split(line[:-1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    wait_until(lambda: answers(f"127.0.0.1:{port}"), "the server")
    wait_until(lambda: answers(page.split("/")[2]), "the sandbox")
    expect(messages(page), "the page has forgotten the demo's messages")
    shell = subprocess.run(["sh", "-ec", "; echo; ".join(calls)], capture_output=True, text=True, timeout=PATIENCE)
    expect(shell.returncode == 0, f"the calls failed: {shell.stderr}")
    broadcast, events, sent = (json.loads(line) for line in shell.stdout.splitlines() if line)
    expect(broadcast["status"]["status"] == "processed", f"the broadcast is {broadcast}")
    expect(events["data"], "there are no events")
    wait_until(lambda: any(one["title"] == "Hello" for one in messages(page)), "the new message on the page")
    print(f"ok  {sent['id']} was sent by hand and is on {page}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carillon", required=True, type=os.path.abspath)
    parser.add_argument("--sandbox", required=True, type=os.path.abspath)
    chosen = parser.parse_args()
    demo = [chosen.carillon, "demo", "--users", USERS, "--sandbox", chosen.sandbox]
    text = subprocess.run(demo, check=True, capture_output=True, text=True, timeout=4 * PATIENCE).stdout
    folder = re.search(r"^Everything is in (\S+) ", text, re.M).group(1)
    started = []
    try:
        go_on(text, chosen, started)
    finally:
        for each in reversed(started):
            each.terminate()
        for each in started:
            each.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Request smuggling (hardening.md J): every case of hostile_corpus.py alone, behind nginx and behind
haproxy, with a canary pipelined after it. The request hidden in a body must never be executed, the canary
never be answered in another's name, and whoever shares the proxy's connections must get his own answers.
Needs both proxies (Debian packages); without them it exits with 77, which ctest counts as a failure."""

import json
import os
import shutil
import socket
import sys

from served import expect
from harness.processes import Process, wait_until
from hostile_corpus import cases
from hostile_wire import Wire, bearer, head
from play import play

SKIPPED = 77
VICTIMS = 3  # after each case: as many as the proxy keeps connections to us

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream carillon {{ server 127.0.0.1:{port}; keepalive 3; }}
  server {{
    listen unix:{folder}/nginx.sock;
    location / {{
      proxy_pass http://carillon; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host localhost; proxy_request_buffering off; proxy_next_upstream off;
    }}
  }}
}}
"""
HAPROXY = """
global
  log stderr format raw local0 crit
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  retries 0
frontend front
  bind unix@{folder}/haproxy.sock
  default_backend carillon
backend carillon
  http-reuse always
  server api 127.0.0.1:{port}
"""


class Proxied(Wire):
    """A wire to a proxy's unix socket."""

    def __init__(self, path):  # pylint: disable=super-init-not-called
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(30)
        self._socket.connect(path)
        self._buffer = b""


def start(served):
    served.start()
    served.make_project()


def executed(served):
    """The request ids the server has answered, from its access log."""
    found = []
    with open(served.server.log_path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if '"http_request"' in line:
                found.append(json.loads(line)["request_id"])
    return found


def ask(wire, served, name):
    wire.write(head("GET", "/v2/users?limit=1", bearer(served.token), f"X-Request-Id: {name}"))
    return wire.answer()


def order_of(number):
    return [f"attack-{number}", f"smuggled-{number}", f"canary-{number}"]


def attack(served, connect, first_number, is_proxied):
    """Plays every case over `connect()`. A proxy may itself take the hidden request for the attacker's
    next one: then it must have been answered to the attacker, in its place. Every other execution is a
    smuggled one."""
    played, taken_for_next = cases(served.token, first_number), set()
    expect(len(played) >= 40, f"only {len(played)} cases")
    for number, (name, request) in enumerate(played, first_number):
        canary = head(
            "GET",
            "/v2/users?limit=1",
            bearer(served.token),
            f"X-Request-Id: canary-{number}",
            "Connection: close",
        )
        answers = []
        with connect() as wire:
            wire.write(request + canary)
            while (answer := wire.answer(to_head=request.startswith(b"HEAD") and not answers)) is not None:
                answers.append(answer)
        own = [answer[1]["x-request-id"] for answer in answers if "x-request-id" in answer[1]]
        expect(own == [given for given in order_of(number) if given in own], f"{name}: answered as {own}")
        if f"smuggled-{number}" in own:
            expect(is_proxied, f"{name}: the hidden request was answered")
            taken_for_next.add(f"smuggled-{number}")
        for answer in answers:
            if answer[1].get("x-request-id") == f"canary-{number}":
                expect(answer[0] == 200, f"{name}: the canary was answered {answer[0]}")
        ask_as_victims(served, connect, number, name)
    last_one = f"victim-{first_number + len(played) - 1}-{VICTIMS - 1}"
    wait_until(lambda: last_one in executed(served), "the access log to be written")
    smuggled = {given for given in executed(served) if given.startswith("smuggled")} - taken_for_next
    ours = [int(given.split("-")[1]) - first_number for given in smuggled]
    names = [played[place][0] for place in ours if 0 <= place < len(played)]
    expect(not names, f"hidden requests were executed: {names}")


def ask_as_victims(served, connect, number, name):
    with connect() as victim:
        for turn in range(VICTIMS):
            answer = ask(victim, served, f"victim-{number}-{turn}")
            expect(answer is not None and answer[0] == 200, f"{name}: a victim was answered {answer}")
            given = answer[1]["x-request-id"]
            expect(given == f"victim-{number}-{turn}", f"{name}: a victim got the answer of {given}")


def alone(served):
    attack(served, lambda: Wire(served.server.facts["api_port"]), 1000, is_proxied=False)


def behind(served, name, words, text, first_number):
    folder = served.path(name)
    os.mkdir(folder, 0o700)
    settings = os.path.join(folder, f"{name}.conf")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(text.format(folder=folder, port=served.server.facts["api_port"]))
    proxy = Process(name, [*words, settings], os.path.join(folder, "log"))
    path = os.path.join(folder, f"{name}.sock")
    wait_until(lambda: os.path.exists(path), f"{name} to listen:\n{proxy.last_words()}")
    attack(served, lambda: Proxied(path), first_number, is_proxied=True)
    expect(proxy.is_running, f"{name} has ended:\n{proxy.last_words()}")
    proxy.kill()


def behind_nginx(served):
    behind(served, "nginx", ["nginx", "-e", "stderr", "-c"], NGINX, 2000)


def behind_haproxy(served):
    behind(served, "haproxy", ["haproxy", "-db", "-f"], HAPROXY, 3000)


def stop(served):
    served.stop()


if __name__ == "__main__":
    os.environ["PATH"] += ":/usr/sbin"
    if missing := [name for name in ("nginx", "haproxy") if not shutil.which(name)]:
        print(f"skipped: {', '.join(missing)} is not installed; script/bootstrap test installs it")
        sys.exit(SKIPPED)
    sys.exit(play(__doc__, [start, alone, behind_nginx, behind_haproxy, stop]))

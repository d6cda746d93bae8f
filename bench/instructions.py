"""Instructions of `carillon api` per request, counted by callgrind: the same on a busy machine and an idle one.

Requests of one kind come one after the other over one connection, so nothing is shared between them that a loaded
server shares (reads, writes, wake-ups): the figures are above what a request costs under load. User space only.
"""

import http.client
import json
import os
import re
import subprocess
import sys

from api import _finished_broadcast, _user_jwt
from harness import people
from harness.processes import Failure, Process
from stage import Stage, users_with_a_device

USERS = 200
WARM_UP = 100
REQUESTS = 1000


class CountedStage(Stage):
    """`carillon api` runs under callgrind, which counts when told to."""

    def start(self, role):
        if role != "api":
            return super().start(role)
        program = self.path("carillon-stripped")  # valgrind 3.19 ends over clang 19's debug information
        subprocess.run(["objcopy", "--strip-debug", self._program("carillon"), program], check=True)
        words = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={self.path('profile')}"]
        words += [program, role, "--config", self.settings, "--ready-file", self.path("api.json")]
        started = Process("carillon api", words, self.path("api.log"), self.path("api.json"))
        started.ready()
        return started

    def _control(self, *words):
        done = subprocess.run(["callgrind_control", *words, str(self.engine.pid)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"callgrind_control {' '.join(words)}: {done.stdout}{done.stderr}")

    def count(self, send, requests):
        """Instructions spent while `send()` is called `requests` times."""
        for _ in range(WARM_UP):
            send()
        self._control("--zero")
        self._control("--instr=on")
        for _ in range(requests):
            send()
        self._control("--instr=off")
        before = set(os.listdir(self.folder))
        self._control("--dump=end")
        dumps = [name for name in set(os.listdir(self.folder)) - before if name.startswith("profile.")]
        if len(dumps) != 1:
            raise Failure(f"callgrind wrote {len(dumps)} profiles where one was asked for")
        with open(self.path(dumps[0]), encoding="utf-8", errors="replace") as file:
            return int(re.search(r"^totals: (\d+)", file.read(), re.MULTILINE).group(1))


def _sender(connection, method, path, token, body=None):
    headers = {"authorization": f"Bearer {token}"}
    if body is not None:
        headers["content-type"] = "application/json"

    def send():
        connection.request(method, "/v2" + path, body=None if body is None else json.dumps(body), headers=headers)
        answer = connection.getresponse()
        raw = answer.read()
        if answer.status >= 300:
            raise Failure(f"{method} {path} answered {answer.status}: {raw[:300]!r}")

    return send


def measure(options):
    stage = CountedStage(options.binaries, role="api")
    try:
        people.write_ndjson(users_with_a_device(USERS), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        finished = _finished_broadcast(stage)
        member = _user_jwt(stage.project, "user-1")
        connection = http.client.HTTPConnection("127.0.0.1", stage.engine.facts["api_port"], timeout=60)
        broadcast = {"title": "One", "content": "known recipient", "recipients": [{"external_id": "user-1"}]}
        device = {"device_token": "0123456789abcdef" * 4}
        kinds = {
            "get_broadcast": _sender(connection, "GET", f"/broadcasts/{finished}", stage.token),
            "post_broadcast": _sender(connection, "POST", "/broadcasts", stage.token, broadcast),
            "save_token": _sender(connection, "POST", "/channels/mobile_push/apns/tokens", member, device),
        }
        totals = {}
        for name, send in kinds.items():
            totals[name] = stage.count(send, REQUESTS)
            print(f"  {name}: {totals[name]} in {REQUESTS} requests", file=sys.stderr, flush=True)
    finally:
        stage.close()
    return {name: (total / REQUESTS, "instructions") for name, total in totals.items()}, totals

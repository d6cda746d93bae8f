"""Instructions per API request and per delivery, counted by callgrind: the same on a busy machine and an idle one.

Requests of one kind come one after the other to `carillon api` over one connection, so nothing is shared between them
that a loaded server shares (reads, writes, wake-ups): the figures are above what a request costs under load. Deliveries
are those of a broadcast to 20,000 APNs devices by `carillon serve`. User space only.
"""

import http.client
import json
import shutil
import sys
import time

from api import _finished_broadcast, _user_jwt
from counted_stage import CountedStage
from fanout import broadcast_to
from harness import people
from harness.processes import Failure
from stage import users_with_a_device

USERS = 200
DEVICES = 20_000
IDLE = 5  # seconds
WARM_UP = 100
REQUESTS = 1000


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


def _repeated(send, times):
    def work():
        for _ in range(times):
            send()

    return work


def _of_requests(options):
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
        found = {}
        for name, send in kinds.items():
            _repeated(send, WARM_UP)()
            found[name] = stage.count(_repeated(send, REQUESTS)) / REQUESTS
    finally:
        stage.close()
    return found


def _of_deliveries(options):
    stage = CountedStage(options.binaries)
    try:
        people.write_ndjson(users_with_a_device(DEVICES), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        broadcast_to(stage, DEVICES)
        # Under callgrind a broadcast takes long, and what goes on all the time would count as deliveries' work.
        idle = stage.count(lambda: time.sleep(IDLE)) / IDLE
        spans = []

        def deliver():
            began = time.monotonic()
            broadcast_to(stage, DEVICES, look_every=0.5)
            spans.append(time.monotonic() - began)

        counted = stage.count(deliver)
        if options.profile:
            shutil.copy(stage.profile, options.profile)
        return {"delivery": (counted - idle * spans[0]) / DEVICES}
    finally:
        stage.close()


def measure(options):
    found = _of_requests(options) | _of_deliveries(options)
    for name, count in found.items():
        print(f"  {name}: {count:.0f}", file=sys.stderr, flush=True)
    return {name: (count, "instructions") for name, count in found.items()}, found

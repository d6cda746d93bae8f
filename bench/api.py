"""The REST API alone beside Redis: 64 keep-alive connections of another process, every write synced.

Each load runs for a few seconds a round; figures are medians of the rounds, p99_ms is the worst load's. The
events are ten million real rows: what one broadcast wrote, copied. Pages are read one after the other.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import statistics
import subprocess
import sys
import time

from harness import people
from harness.processes import Failure
from stage import Connection, Stage, users_with_a_device

SECONDS = 4
CONNECTIONS = 64
SEED_USERS = 20_000
DEEP_PAGE = 10_000
PAGE = 50
FIRST_PAGES = 200
WRK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wrk")


def _milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}[unit]


def _load(stage, path, script, variables):
    """(requests a second, 99th percentile in ms). Fails unless every answer was 2xx."""
    words = ["wrk", "-t", "2", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", "--latency", "--timeout", "10s"]
    words += ["-s", os.path.join(WRK, script), f"http://127.0.0.1:{stage.engine.facts['api_port']}/v2{path}"]
    environment = {**os.environ, **variables}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=60, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise Failure(f"{path} did not answer every request with 2xx:\n{done.stdout}")
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout).group(1))
    return rate, _milliseconds(re.search(r"99%\s+(\S+)", done.stdout).group(1))


def _user_jwt(project, external_id):
    """As a customer's own backend signs it (HS256 with the project's secret)."""

    def part(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    claims = {"user_external_id": external_id, "api_key": project["public_key"], "exp": int(time.time()) + 86_400}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    signature = hmac.new(project["secret_key"].encode(), text, hashlib.sha256).digest()
    return (text + b"." + part(signature)).decode()


def _finished_broadcast(stage):
    """To everybody: leaves one delivery event a user behind."""
    worker = stage.start("worker")
    body = {"title": "Seed", "recipients": [{"users": {"all": True}}]}
    posted = stage.rest.call("POST", "/broadcasts", body)
    deadline = time.monotonic() + 300
    while stage.rest.call("GET", f"/broadcasts/{posted['id']}")["status"]["status"] != "processed":
        if time.monotonic() > deadline:
            raise Failure("the broadcast that makes the events did not end")
        time.sleep(0.1)
    worker.stop()
    return posted["id"]


def _copy_events(stage, wanted):
    """Until there are that many of them: each partition's entries of deliveries, appended again."""
    with stage.redis.connect() as redis:
        streams = redis.call("KEYS", "*:ev:*")
        originals = {stream: [fields for _, fields in redis.call("XRANGE", stream, "-", "+")] for stream in streams}
        rounds = max(0, wanted // SEED_USERS - 1)
        redis.call("CONFIG", "SET", "appendfsync", "no")  # the rows count here, not how they came
        for number in range(rounds):
            commands = [
                ("XADD", stream, "*", *fields)
                for stream, entries in originals.items()
                for fields in entries
                if b"d" in fields[::2]
            ]
            for reply in redis.pipeline(commands):
                if isinstance(reply, Exception):
                    raise Failure(f"an event was refused: {reply}")
            if number % 100 == 0:
                print(f"  events: {(number + 2) * SEED_USERS}", file=sys.stderr, flush=True)
        redis.call("CONFIG", "SET", "appendfsync", "always")


def _walk_events(stage, events):
    """(first page, ten-thousandth page) in ms, medians; every page is full and holds older rows only."""
    connection = Connection(stage.engine.facts["api_port"], stage.token)
    pages = min(DEEP_PAGE, max(2, events // PAGE - FIRST_PAGES))

    def read(path):
        began = time.perf_counter()
        page = connection.get(path)
        took = (time.perf_counter() - began) * 1000
        if len(page["data"]) != PAGE:
            raise Failure(f"{path} has {len(page['data'])} rows")
        return page, took

    first = [read(f"/events?limit={PAGE}")[1] for _ in range(FIRST_PAGES)]
    path, deep = f"/events?limit={PAGE}", []
    for number in range(pages):
        page, took = read(path)
        path = "/events" + page["links"]["next"].partition("/events")[2]
        if number >= pages - FIRST_PAGES:
            deep.append(took)
    return statistics.median(first), statistics.median(deep)


def measure(options):
    stage = Stage(options.binaries, role="api")
    try:
        people.write_ndjson(users_with_a_device(SEED_USERS), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        broadcast = _finished_broadcast(stage)
        with open(stage.path("jwts"), "w", encoding="ascii") as file:
            file.writelines(_user_jwt(stage.project, f"user-{number}") + "\n" for number in range(SEED_USERS))
        body = json.dumps({"title": "One", "content": "known recipient", "recipients": [{"external_id": "user-1"}]})
        loads = {
            "post_broadcast_per_s": ("/broadcasts", "request.lua",
                                     {"METHOD": "POST", "TOKEN": stage.token, "BODY": body}),
            "get_broadcast_per_s": (f"/broadcasts/{broadcast}", "request.lua", {"TOKEN": stage.token}),
            "save_token_per_s": ("/channels/mobile_push/apns/tokens", "save_token.lua",
                                 {"TOKENS": stage.path("jwts")}),
        }
        rounds = []
        for number in range(options.rounds):
            found = {"p99_ms": 0.0}
            for name, load in loads.items():
                found[name], p99 = _load(stage, *load)
                found[name.replace("_per_s", "_p99_ms")] = p99
                found["p99_ms"] = max(found["p99_ms"], p99)
            rounds.append(found)
            told = "  ".join(f"{name} {value:.4g}" for name, value in found.items())
            print(f"  round {number + 1}: {told}", file=sys.stderr, flush=True)
        _copy_events(stage, options.events)
        first, deep = _walk_events(stage, options.events)
    finally:
        stage.close()
    figures = {name: (statistics.median(each[name] for each in rounds), "1/s") for name in loads}
    figures["p99_ms"] = (statistics.median(each["p99_ms"] for each in rounds), "ms")
    figures["events_page_ms"] = (first, "ms")
    figures["events_deep_page_ms"] = (deep, "ms")
    return figures, rounds

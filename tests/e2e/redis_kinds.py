#!/usr/bin/env python3
"""The whole server over every kind of Redis: embedded, TCP with a password, an ACL user with the rights that
docs/redis.md grants, TLS, a unix socket. Over each one broadcast to 50 users through the sandbox, a restart,
another broadcast, and the books. A wrong password and an evicting Redis are refused with exit code 78."""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from play import parse
from served import Served, expect
from books import ledger
from harness import people
from harness.processes import Failure, Process, free_port, wait_until

USERS = 50
PASSWORD = "correct-horse-battery"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "redis.md"


def documented_rights():
    """The ACL rules of docs/redis.md, without the password."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.search(r"^user carillon on >PASSWORD (.+)$", text, re.MULTILINE)
    expect(found, "docs/redis.md shows no ACL line")
    return found.group(1).split()


class OwnRedis:
    """A redis-server as an operator would run it, beside the product."""

    def __init__(self, folder, *more, port=0):
        self.log, self.socket = os.path.join(folder, "own.log"), os.path.join(folder, "own.sock")
        self.port = port
        data = tempfile.mkdtemp(dir=folder)
        words = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", data, "--save", ""]
        words += ["--unixsocket", self.socket, "--unixsocketperm", "700"]
        words += ["--appendonly", "yes", "--appendfsync", "always", *more]
        self._process = Process("own redis-server", words, self.log)
        wait_until(self._is_ready, f"redis-server to get ready; its log: {self.log}")

    def _is_ready(self):
        expect(self._process.is_running, f"redis-server ended:\n{self._process.last_words()}")
        return "ready to accept" in Path(self.log).read_text(encoding="utf-8").lower()

    def stop(self):
        self._process.stop()


def make_certificate(folder):
    """For localhost, signed by itself: trusted where it is named as the authority."""
    key, certificate = os.path.join(folder, "redis.key"), os.path.join(folder, "redis.crt")
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    words += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


# Each kind: (the Redis to stop in the end, the settings of [redis])


def embedded(_folder):
    return None, {}


def with_password(folder):
    redis = OwnRedis(folder, "--requirepass", PASSWORD, port=free_port())
    return redis, {"url": f"redis://127.0.0.1:{redis.port}", "password": PASSWORD}


def as_acl_user(folder):
    rights = ["--user", "carillon", "on", f">{PASSWORD}", *documented_rights()]
    redis = OwnRedis(folder, "--user", "default", "off", *rights, port=free_port())
    return redis, {"url": f"redis://carillon:{PASSWORD}@127.0.0.1:{redis.port}"}


def over_tls(folder):
    key, certificate = make_certificate(folder)
    port = free_port()
    words = ["--tls-port", port, "--tls-cert-file", certificate, "--tls-key-file", key]
    words += ["--tls-ca-cert-file", certificate, "--tls-auth-clients", "no", "--requirepass", PASSWORD]
    redis = OwnRedis(folder, *words)
    return redis, {"url": f"rediss://localhost:{port}", "password": PASSWORD, "ca_file": certificate}


def over_a_socket(folder):
    redis = OwnRedis(folder)
    return redis, {"url": f"unix://{redis.socket}"}


class ServedOver(Served):
    """`carillon serve` with these settings of [redis]."""

    def __init__(self, carillon, sandbox, redis):
        self._redis = redis
        super().__init__(carillon, sandbox)

    def _write_settings(self):
        path = super()._write_settings()
        with open(path, "a", encoding="utf-8") as file:
            file.write("[redis]\n" + "".join(f'{key} = "{value}"\n' for key, value in self._redis.items()))
        return path


def broadcast_to_all(served, devices, before):
    answer = served.rest.call(
        "POST", "/broadcasts", {"title": "Bells", "recipients": [{"users": {"all": True}}]}
    )
    summary = served.processed(answer["id"])["status"]["summary"]
    expect(summary["total"] == USERS and summary["failures"] == 0, f"the summary is {summary}")
    seen = len(ledger.accepted(ledger.read(served.ledger)))
    expect(seen == before + devices, f"the providers saw {seen} deliveries, not {before} + {devices}")
    sent = 0
    for row in served.rest.pages("/events"):
        about, is_sent = row["context"], row["type"] == "delivery.sent"
        is_push = about.get("channel") == "mobile_push" and about.get("broadcast_id") == answer["id"]
        sent += is_sent and is_push
    expect(sent == devices, f"{sent} delivery.sent events for {devices} devices")
    return answer["id"]


def deliver_and_restart(name, kind, chosen):
    folder = tempfile.mkdtemp(prefix="carillon-")
    redis, settings = kind(folder)
    served = ServedOver(chosen.carillon, chosen.sandbox, settings)
    served.start()
    served.make_project()
    served.save_integrations()
    users = people.make_people(USERS, random.Random(1))
    devices = sum(len(tokens) for one in users.values() for tokens in one.values())
    people.write_ndjson(users, served.path("users.ndjson"))
    served.command("import", served.path("users.ndjson"))
    first = broadcast_to_all(served, devices, 0)
    served.stop()
    served.start()
    kept = served.rest.call("GET", f"/broadcasts/{first}")["status"]
    expect(kept["status"] == "processed", f"after a restart the broadcast is {kept}")
    expect(kept["summary"]["total"] == USERS, f"after a restart the summary is {kept}")
    broadcast_to_all(served, devices, devices)
    served.stop()
    log = Path(served.server.log_path).read_text(encoding="utf-8")
    expect(PASSWORD not in log, "the log shows the password")
    if reports := served.sanitizer_reports():
        raise Failure("a sanitizer found something:\n" + "\n".join(reports))
    if redis:
        redis.stop()
    served.remove()
    shutil.rmtree(folder, ignore_errors=True)
    print(f"ok  {name}", flush=True)


def refused(chosen, settings, *wanted):
    """A start that must fail with 78 and say these words, but not the password."""
    served = ServedOver(chosen.carillon, chosen.sandbox, settings)
    server = served.launch()
    code, said = server.wait(), server.last_words()
    expect(code == 78, f"it ended with {code}, not 78:\n{said}")
    for word in wanted:
        expect(word in said, f"it does not say {word!r}:\n{said}")
    for secret in ("wrong-sesame", PASSWORD):
        expect(secret not in said, f"it shows a password:\n{said}")
    expect(not server.sanitizer_report(), f"a sanitizer found something:\n{said}")
    served.remove()


def bad_ones_are_refused(chosen):
    folder = tempfile.mkdtemp(prefix="carillon-")
    redis = OwnRedis(folder, "--requirepass", PASSWORD, port=free_port())
    url = f"redis://127.0.0.1:{redis.port}"
    refused(chosen, {"url": url, "password": "wrong-sesame"}, "WRONGPASS")
    print("ok  a wrong password is refused", flush=True)
    refused(chosen, {"url": url}, "NOAUTH")
    print("ok  no password is refused", flush=True)
    redis.stop()
    evicting = OwnRedis(folder, "--maxmemory-policy", "allkeys-lru")
    refused(chosen, {"url": f"unix://{evicting.socket}"}, "allkeys-lru", "noeviction")
    print("ok  a Redis that evicts is refused", flush=True)
    evicting.stop()
    shutil.rmtree(folder, ignore_errors=True)


def main():
    chosen = parse(__doc__)
    try:
        for kind in (embedded, with_password, as_acl_user, over_tls, over_a_socket):
            deliver_and_restart(kind.__name__.replace("_", " "), kind, chosen)
        bad_ones_are_refused(chosen)
    except Failure as failure:
        print(f"FAILED: {failure}\n{traceback.format_exc(limit=-3)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

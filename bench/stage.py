"""What a benchmark plays on: Redis (every write synced), the sandbox as a lean sink, Carillon in one role, one project."""

import http.client
import json
import os
import random
import shutil
import tempfile

from harness import people
from harness.credentials import Credentials
from harness.processes import Failure, Process, run
from harness.redis_server import RedisServer
from harness.rest import Rest

# All that are called by HTTPS: nothing reaches the outside world.
PLACES = (
    "apns_production",
    "apns_sandbox",
    "expo",
    "fcm",
    "mailgun_eu",
    "mailgun_us",
    "sendgrid",
    "ses",
    "slack",
    "twilio_au1",
    "twilio_ie1",
    "twilio_us1",
    "web_push",
)
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    """User and system time of a process, its ended threads included."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def threads_cpu_seconds(pid):
    """User and system time of each thread that runs, by its id."""
    found = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        found[thread] = (int(fields[11]) + int(fields[12])) / TICKS
    return found


def peak_rss_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        kilobytes = [int(line.split()[1]) for line in file if line.startswith("VmHWM:")]
    return kilobytes[0] / 1024


def users_with_a_device(count):
    """`count` users with one APNs device each, always the same."""
    dice = random.Random(20261123)
    return {f"user-{number}": {"apns": [people.apns_token(dice)]} for number in range(count)}


class Connection:
    """One keep-alive connection to the API: what a page costs, without the handshake."""

    def __init__(self, port, token):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"authorization": f"Bearer {token}"}

    def get(self, path):
        self._connection.request("GET", "/v2" + path, headers=self._headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise Failure(f"GET {path} answered {answer.status}: {raw[:500]!r}")
        return json.loads(raw)


class Stage:
    """`more` is TOML of tables that the settings do not have yet, `more_providers` goes into theirs; `trusted` are
    files of certificates beside the sandbox's, `of_sink` more of its options. `is_embedded`: Redis is the engine's own;
    `is_ledgered`: the sandbox writes down what it takes."""

    def __init__(self, binaries, role="serve", more="", more_providers="", trusted=(), of_sink=(), is_embedded=False, is_ledgered=False):
        self.folder = tempfile.mkdtemp(prefix="carillon-bench-")
        self._binaries = os.path.abspath(binaries)
        self.redis = None if is_embedded else RedisServer(self.folder)
        self.credentials = Credentials()
        self.sink = self._start_sink([*of_sink, *(["--ledger", self.path("ledger")] if is_ledgered else [])])
        self.control = Rest(self.sink.facts["control_port"], base="/control")
        self.settings = self._write_settings(more, more_providers, self._trust(trusted))
        self.engine = self.start(role)
        self.project = json.loads(self.command("project", "create", "benchmark", "--json"))
        self.token = json.loads(self.command("token", "create", "--json"))["token"]
        self.rest = Rest(self.engine.facts["api_port"], self.token)
        self.rest.call("PUT", "/integrations/apns", self.credentials.apns_integration())
        self.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "mobile_push"}]})

    def path(self, name):
        return os.path.join(self.folder, name)

    def _program(self, name):
        return os.path.join(self._binaries, name)

    def _start_sink(self, more):
        # Not verifying and not probing: h2load sends no provider token and knows nothing of APNs' first-stream rule,
        # and both must meet the very same sink.
        words = [self._program("carillon-sandbox"), "--data", self.path("sandbox"), "--fast", "--no-verify", "--no-apns-probe"]
        words += ["--ready-file", self.path("sandbox.json"), *more]
        sink = Process("carillon-sandbox", words, self.path("sandbox.log"), self.path("sandbox.json"))
        self.origin = f"https://127.0.0.1:{sink.ready()['listen_port']}"
        return sink

    def _trust(self, certificates):
        path = self.path("trusted.pem")
        with open(path, "w", encoding="ascii") as out:
            for each in (self.sink.facts["ca_file"], *certificates):
                with open(each, encoding="ascii") as file:
                    out.write(file.read())
        return path

    def _write_settings(self, more, more_providers, ca_file):
        path = self.path("carillon.toml")
        origins = ", ".join(f'{place} = "{self.origin}"' for place in PLACES)
        redis = f'[redis]\nurl = "{self.redis.url}"' if self.redis else ""
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                f"""data_dir = "{self.path("data")}"
{redis}
[api]
listen = "127.0.0.1:0"
user_templates = "allowed"
[ops]
listen = "127.0.0.1:0"
[providers]
origins = {{{origins}}}
ca_file = "{ca_file}"
allowed_networks = ["127.0.0.0/8"]
{more_providers}
{more}
"""
            )
        return path

    def command(self, *words):
        return run([self._program("carillon"), *words, "--config", self.settings], self.path("commands.log"), 600)

    def start(self, role):
        words = [self._program("carillon"), role, "--config", self.settings]
        words += ["--ready-file", self.path(f"{role}.json")]
        started = Process(f"carillon {role}", words, self.path(f"{role}.log"), self.path(f"{role}.json"))
        started.ready()
        return started

    def redis_memory(self):
        with self.redis.connect() as redis:
            text = redis.call("INFO", "memory").decode()
        return int(next(line for line in text.splitlines() if line.startswith("used_memory:")).partition(":")[2])

    def close(self):
        self.engine.stop()
        self.sink.stop()
        if self.redis:
            self.redis.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

"""`carillon serve` with its embedded Redis, beside the provider sandbox, in a fresh folder: what a person has
who follows the README. Built on the harness of tests/faults."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))

from harness.credentials import Credentials  # noqa: E402
from harness.processes import Failure, Process, run, wait_until  # noqa: E402
from harness.rest import Rest  # noqa: E402

# All that are called by HTTPS: no test reaches the outside world.
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


def expect(is_true, sentence):
    if not is_true:
        raise Failure(sentence)


class Served:
    def __init__(self, carillon, sandbox):
        self.carillon = carillon
        self.folder = tempfile.mkdtemp(prefix="carillon-")
        self.credentials = Credentials()
        self._processes, self._starts = [], 0
        self._start_sandbox(sandbox)
        self.settings = self._write_settings()
        self.server = self.rest = self.token = None

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def ledger(self):
        return self.path("ledger")

    def _start_sandbox(self, binary):
        words = [
            binary,
            "--data",
            self.path("sandbox"),
            "--ledger",
            self.ledger,
            "--ready-file",
            self.path("sandbox.json"),
        ]
        self.sandbox = Process("carillon-sandbox", words, self.path("sandbox.log"), self.path("sandbox.json"))
        self._processes.append(self.sandbox)
        facts = self.sandbox.ready()
        self.sandbox_origin = f"https://127.0.0.1:{facts['listen_port']}"
        self.control = Rest(facts["control_port"], base="/control")
        self.control.call("PUT", "/credentials", self.credentials.for_sandbox())

    def _write_settings(self):
        path, origin = self.path("carillon.toml"), self.sandbox_origin
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'data_dir = "{self.path("data")}"\n')
            file.write(
                '[api]\nlisten = "127.0.0.1:0"\nuser_templates = "allowed"\n[ops]\nlisten = "127.0.0.1:0"\n[worker]\nthreads = 1\n'
            )
            file.write('[retry]\nbase = "100ms"\n[providers]\n')
            places = ", ".join(f'{place} = "{origin}"' for place in PLACES)
            file.write(f"origins = {{{places}}}\n")
            file.write(f'ca_file = "{self.sandbox.facts["ca_file"]}"\nallowed_networks = ["127.0.0.0/8"]\n')
        return path

    def launch(self):
        """Another `carillon serve` on the same settings; started, not waited for."""
        self._starts += 1
        name = f"serve-{self._starts}"
        words = [self.carillon, "serve", "--config", self.settings, "--ready-file", self.path(f"{name}.json")]
        process = Process(name, words, self.path(f"{name}.log"), self.path(f"{name}.json"))
        self._processes.append(process)
        return process

    def start(self):
        self.server = self.launch()
        self.rest = Rest(self.server.ready()["api_port"], self.token)

    def command(self, *words):
        """Runs a subcommand of carillon on these settings; its output, without the log lines beside it."""
        quietly = ["--config", self.settings, "--log.level", "error"]
        return run([self.carillon, *words, *quietly], self.path("commands.log"), 300)

    def make_project(self):
        """And a project token, which self.rest uses from here on."""
        self.project = json.loads(self.command("project", "create", "e2e", "--json"))
        self.token = json.loads(self.command("token", "create", "--json"))["token"]
        self.rest = Rest(self.server.facts["api_port"], self.token)

    def user_token(self, external_id):
        return json.loads(self.command("token", "create", "--user", external_id, "--json"))["token"]

    def as_user(self, external_id):
        return Rest(self.server.facts["api_port"], self.user_token(external_id))

    def save_integrations(self):
        self.rest.call("PUT", "/integrations/apns", self.credentials.apns_integration())
        self.rest.call("PUT", "/integrations/fcm", self.credentials.fcm_integration(self.sandbox_origin))

    def push_only(self):
        """One delivery a device: the sandbox's ledger knows nothing of inboxes."""
        self.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "mobile_push"}]})

    def processed(self, broadcast):
        """Waits until it is; the broadcast as the API shows it then. It may only move forward on the way."""
        stages, seen = ("enqueued", "processing", "processed"), [0]

        def is_processed():
            status = self.rest.call("GET", f"/broadcasts/{broadcast}")["status"]["status"]
            expect(status in stages, f"a broadcast is {status}")
            seen.append(stages.index(status))
            expect(seen[-1] >= seen[-2], f"a broadcast went from {stages[seen[-2]]} back to {status}")
            return status == "processed"

        wait_until(is_processed, f"broadcast {broadcast} to be processed; log: {self.server.log_path}")
        return self.rest.call("GET", f"/broadcasts/{broadcast}")

    def redis_url(self):
        """Of the embedded Redis, as `carillon` itself finds it."""
        with open(self.path("data/redis-address.json"), encoding="utf-8") as file:
            address = json.load(file)
        who = f"{quote(address['username'])}:{quote(address['password'], safe='')}@"
        return address["url"].replace("://", f"://{who}", 1)

    def sanitizer_reports(self):
        found = ((process.name, process.sanitizer_report()) for process in self._processes)
        return [f"{name}:\n{text}" for name, text in found if text]

    def stop(self):
        if code := self.server.stop():
            raise Failure(f"serve ended with {code} after SIGTERM:\n{self.server.last_words()}")

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

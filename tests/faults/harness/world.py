"""One run: Redis, the sandbox, the API and the workers in a fresh folder, and R, which grows with what is
sent."""

import json
import os
import shutil
import tempfile

from books import ledger
from books.expectation import Expectation
from harness import people
from harness.credentials import Credentials
from harness.processes import Process, run
from harness.redis_server import RedisServer
from harness.rest import Rest, metric


class Options:
    """What differs between runs; names as the settings have them."""

    def __init__(
        self, carillon, sandbox, seed, worker=None, window=60, open_jobs=2, lease="1500ms", latency=40
    ):
        self.carillon, self.sandbox, self.seed = carillon, sandbox, seed
        self.worker = worker or carillon  # the binary of the workers: a mutant, in the negative controls
        self.window, self.open_jobs, self.lease, self.latency = window, open_jobs, lease, latency
        self.commit = 100


class World:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="carillon-")
        self.redis = RedisServer(self.folder)
        self.credentials = Credentials()
        self.workers, self._all, self._starts = [], [], 0
        self._start_sandbox()
        self.settings = self._write_settings()
        self._make_project()
        self._start_api()
        self.wanted = Expectation(
            project=self.project["id"],
            users={},
            window=options.window,
            commit=options.commit,
            open_jobs=options.open_jobs,
        )

    # What runs

    def path(self, name):
        return os.path.join(self.folder, name)

    def _start_sandbox(self):
        chosen = self.options
        words = [chosen.sandbox, "--data", self.path("sandbox"), "--ledger", self.path("ledger")]
        words += [
            "--latency",
            f"{chosen.latency}ms",
            "--jitter",
            f"{chosen.latency // 2}ms",
            "--seed",
            chosen.seed,
        ]
        words += ["--ready-file", self.path("sandbox.json")]
        self.sandbox = Process("carillon-sandbox", words, self.path("sandbox.log"), self.path("sandbox.json"))
        self._all.append(self.sandbox)
        facts = self.sandbox.ready()
        self.sandbox_origin = f"https://127.0.0.1:{facts['listen_port']}"
        self.control = Rest(facts["control_port"], base="/control")
        self.control.call("PUT", "/credentials", self.credentials.for_sandbox())

    def _write_settings(self):
        chosen, path = self.options, self.path("carillon.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"""data_dir = "{self.path("data")}"
[redis]
url = "{self.redis.url}"
[api]
listen = "127.0.0.1:0"
[ops]
listen = "127.0.0.1:0"
[worker]
threads = 1
window = {chosen.window}
open_jobs = {chosen.open_jobs}
commit_outcomes = {chosen.commit}
lease = "{chosen.lease}"
[retry]
base = "100ms"
[providers]
ca_file = "{self.sandbox.facts["ca_file"]}"
allowed_networks = ["127.0.0.0/8"]
[providers.origins]
apns_production = "{self.sandbox_origin}"
apns_sandbox = "{self.sandbox_origin}"
fcm = "{self.sandbox_origin}"
[log]
format = "text"
""")
        return path

    def command(self, *words):
        """Runs a subcommand of carillon on this world's settings; its output, without log lines."""
        quietly = ["--config", self.settings, "--log.level", "error"]
        return run([self.options.carillon, *words, *quietly], self.path("commands.log"), 300)

    def _make_project(self):
        self.project = json.loads(self.command("project", "create", "fault test", "--json"))
        self.token = json.loads(self.command("token", "create", "--json"))["token"]

    def _start_role(self, binary, role):
        self._starts += 1
        name = f"{role}-{self._starts}"
        words = [binary, role, "--config", self.settings, "--ready-file", self.path(f"{name}.json")]
        started = Process(name, words, self.path(f"{name}.log"), self.path(f"{name}.json"))
        self._all.append(started)
        return started

    def _start_api(self):
        self.api = self._start_role(self.options.carillon, "api")
        self.rest = Rest(self.api.ready()["api_port"], self.token)

    def start_worker(self):
        """Started, not yet ready."""
        worker = self._start_role(self.options.worker, "worker")
        self.workers.append(worker)
        return worker

    def start_workers(self, count):
        for worker in [self.start_worker() for _ in range(count)]:
            worker.ready()

    # What is asked of it

    def save_integrations(self):
        self.rest.call("PUT", "/integrations/apns", self.credentials.apns_integration())
        self.rest.call("PUT", "/integrations/fcm", self.credentials.fcm_integration(self.sandbox_origin))
        # One delivery a device: the checker's books are the sandbox's ledger, and the inbox has none.
        self.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "mobile_push"}]})

    def import_people(self, users):
        people.write_ndjson(users, self.path("users.ndjson"))
        self.command("import", self.path("users.ndjson"))
        self.wanted.users.update(users)

    def broadcast(self, recipients=None, key=None, **content):
        """Posts one, to everyone or to external ids; part of R from here on. The API's answer."""
        asked = (
            [{"users": {"all": True}}] if recipients is None else [{"external_id": one} for one in recipients]
        )
        body = {"title": "Fault test", "content": "Still here?", "recipients": asked, **content}
        answer = self.rest.call("POST", "/broadcasts", body, {"Idempotency-Key": key} if key else None)
        if all(one["id"] != answer["id"] for one in self.wanted.broadcasts):
            self.wanted.broadcasts.append({"id": answer["id"], "recipients": recipients})
        return answer

    def misbehave_one_in_ten(self):
        """503 from both providers, without a Retry-After that would make the chunk wait."""
        rules = [
            {"provider": "apns", "reason": "ServiceUnavailable"},
            {"provider": "fcm", "reason": "UNAVAILABLE"},
        ]
        self.control.call(
            "POST",
            "/rules",
            [
                {
                    "provider": rule["provider"],
                    "match": {"probability": 0.1},
                    "action": {"respond": {"status": 503, "reason": rule["reason"], "retry_after": "0"}},
                }
                for rule in rules
            ],
        )

    # What it shows

    @property
    def ledger(self):
        return self.path("ledger")

    def accepted(self):
        return len(ledger.accepted(ledger.read(self.ledger, is_live=True)))

    def are_all_processed(self):
        found = [self.rest.send("GET", f"/broadcasts/{one['id']}") for one in self.wanted.broadcasts]
        return all(status == 200 and answer["status"]["status"] == "processed" for status, answer in found)

    def metric(self, name):
        """Over the workers that run."""
        running = [worker for worker in self.workers if worker.is_running and worker.facts]
        return sum(metric(worker.facts["ops_port"], name) for worker in running)

    def sanitizer_reports(self):
        found = ((process.name, process.sanitizer_report()) for process in self._all)
        return [f"{name}:\n{text}" for name, text in found if text]

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

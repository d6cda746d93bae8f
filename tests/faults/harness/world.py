"""One run: Redis, the sandbox, the API and the workers in a fresh folder, and R, which grows with what is
sent."""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field

from books import ledger
from books.expectation import Expectation
from harness import people, settings
from harness.credentials import Credentials
from harness.processes import Failure, Process, run
from harness.redis_proxy import RedisProxy
from harness.redis_server import RedisServer
from harness.rest import Rest, metric


@dataclass
class Options:
    """What differs between runs; names as the settings have them."""

    carillon: str
    sandbox: str
    seed: int
    window: int = 60
    open_jobs: int = 2
    lease: str = "1500ms"
    latency: int = 40
    settings: dict = field(default_factory=dict)
    mutant: object = None  # harness.mutants.Mutant: of the workers
    commit: int = 100


class World:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="carillon-")
        self.credentials = Credentials()
        self.workers, self._all, self._starts = [], [], 0
        self.proxy = self.api = self.token = None
        self.redis = self._make_redis()
        self._places = ["127.0.0.1:0"] * 2
        self.start_sandbox()
        self.provider_origin = self._front() or self.sandbox_origin
        self.settings = self.path("carillon.toml")
        self._write_settings()
        self._start_product()
        self.wanted = Expectation(
            project=self.project["id"],
            users={},
            window=options.window,
            commit=options.commit,
            open_jobs=options.open_jobs,
        )
        if options.mutant:
            self.have_proxy().put_in(options.mutant.edit)

    # What runs

    def path(self, name):
        return os.path.join(self.folder, name)

    def _make_redis(self):
        return RedisServer(self.folder)

    def _front(self):
        """The origin of what stands before the sandbox, where something does."""
        return None

    def start_sandbox(self):
        """At the same ports as before; what it was told of misbehaviour is forgotten."""
        chosen, listen = self.options, self._places
        words = [chosen.sandbox, "--data", self.path("sandbox"), "--ledger", self.path("ledger")]
        words += ["--latency", f"{chosen.latency}ms", "--jitter", f"{chosen.latency // 2}ms", "--seed", chosen.seed]
        words += ["--listen", listen[0], "--control", listen[1], "--ready-file", self.path("sandbox.json")]
        self.sandbox = Process("carillon-sandbox", words, self.path("sandbox.log"), self.path("sandbox.json"))
        self._all.append(self.sandbox)
        facts = self.sandbox.ready()
        self._places = [f"127.0.0.1:{facts[name]}" for name in ("listen_port", "control_port")]
        self.sandbox_origin = f"https://{self._places[0]}"
        self.control = Rest(facts["control_port"], base="/control")
        self.control.call("PUT", "/credentials", self.credentials.for_sandbox())

    def _redis_settings(self):
        return {"url": self.redis.url}

    def _write_settings(self):
        chosen, origin = self.options, self.provider_origin
        sections = {
            "redis": self._redis_settings(),
            "api": {"listen": "127.0.0.1:0"},
            "ops": {"listen": "127.0.0.1:0"},
            "worker": {
                "threads": 1,
                "window": chosen.window,
                "open_jobs": chosen.open_jobs,
                "commit_outcomes": chosen.commit,
                "lease": chosen.lease,
            },
            "retry": {"base": "100ms"},
            "providers": {
                "ca_file": self.sandbox.facts["ca_file"],
                "allowed_networks": ["127.0.0.0/8"],
            },
            "providers.origins": {"apns_production": origin, "apns_sandbox": origin, "fcm": origin},
            "log": {"format": "text"},
        }
        settings.write(self.settings, self.path("data"), sections, chosen.settings)

    def command(self, *words):
        """Runs a subcommand of carillon on this world's settings; its output, without log lines."""
        quietly = ["--config", self.settings, "--log.level", "error"]
        return run([self.options.carillon, *words, *quietly], self.path("commands.log"), 300)

    def _start_product(self):
        self._make_project()
        self.start_api()

    def _make_project(self):
        self.project = json.loads(self.command("project", "create", "fault test", "--json"))
        self.token = json.loads(self.command("token", "create", "--json"))["token"]

    def launch(self, role, *flags, env=None):
        """Started, not yet ready."""
        self._starts += 1
        name = f"{role}-{self._starts}"
        words = [self.options.carillon, role, "--config", self.settings]
        words += ["--ready-file", self.path(f"{name}.json"), *flags]
        started = Process(name, words, self.path(f"{name}.log"), self.path(f"{name}.json"), env)
        self._all.append(started)
        return started

    def start_api(self):
        self.api = self.launch("api")
        self.rest = Rest(self.api.ready()["api_port"], self.token)

    def stop_api(self):
        if children := self.api.children():
            raise Failure(f"the API has children: {children}")
        if code := self.api.stop():
            raise Failure(f"the API ended with {code} after SIGTERM:\n{self.api.last_words()}")

    def have_proxy(self):
        """Workers started from now on reach Redis through it."""
        self.proxy = self.proxy or RedisProxy(self.path("proxy.sock"), self.redis.socket)
        return self.proxy

    def start_worker(self, *flags, env=None):
        """Started, not yet ready."""
        through = ["--redis.url", self.proxy.url] if self.proxy else []
        worker = self.launch("worker", *through, *flags, env=env)
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
        answer = self.rest.call("POST", "/broadcasts", *self.request(recipients, key, **content))
        self.expect_broadcast(answer["id"], recipients)
        return answer

    @staticmethod
    def request(recipients=None, key=None, **content):
        """(body, headers) of one."""
        everyone = [{"users": {"all": True}}]
        asked = everyone if recipients is None else [{"external_id": one} for one in recipients]
        body = {"title": "Fault test", "content": "Still here?", "recipients": asked, **content}
        return body, {"Idempotency-Key": key} if key else None

    def expect_broadcast(self, broadcast, recipients):
        """Part of R from here on."""
        if all(one["id"] != broadcast for one in self.wanted.broadcasts):
            self.wanted.broadcasts.append({"id": broadcast, "recipients": recipients})

    def rule(self, action, provider=None, **match):
        """The sandbox misbehaves so, from now on; its rules are asked in order."""
        rule = {"match": match, "action": action}
        self.control.call("POST", "/rules", [{**rule, "provider": provider} if provider else rule])

    def behave(self):
        self.control.call("DELETE", "/rules")

    def answer_503(self, **match):
        """Both providers, without a Retry-After that would make the chunk wait."""
        for provider, reason in (("apns", "ServiceUnavailable"), ("fcm", "UNAVAILABLE")):
            self.rule({"respond": {"status": 503, "reason": reason, "retry_after": "0"}}, provider, **match)

    def misbehave_one_in_ten(self):
        self.answer_503(probability=0.1)

    # What it shows

    @property
    def ledger(self):
        return self.path("ledger")

    def ledger_lines(self):
        return ledger.read(self.ledger, is_live=True)

    def pushes(self):
        """What the ledger has of messages: not the requests for access tokens."""
        return [line for line in self.ledger_lines() if line.provider in ("apns", "fcm")]

    def audited_redis(self):
        """URL of the Redis that has the books, when the product is stopped."""
        return self.redis.url

    def is_processed(self, broadcast):
        status, answer = self.rest.send("GET", f"/broadcasts/{broadcast}")
        return status == 200 and answer["status"]["status"] == "processed"

    def are_all_processed(self):
        return all(self.is_processed(one["id"]) for one in self.wanted.broadcasts)

    def metric(self, name):
        """Over the workers that run."""
        running = [worker for worker in self.workers if worker.is_running and worker.facts]
        return sum(metric(worker.facts["ops_port"], name) for worker in running)

    def sanitizer_reports(self):
        found = ((process.name, process.sanitizer_report()) for process in self._all)
        return [f"{name}:\n{text}" for name, text in found if text]

    def expect_the_mutant_spoke(self):
        if not self.proxy.replaced:
            raise Failure("no script of the mutant was executed: program and sources differ")

    def remove(self):
        if self.proxy:
            self.proxy.close()
        shutil.rmtree(self.folder, ignore_errors=True)

"""Redis, the API and a worker in a fresh folder; projects with users and everything a path can name.

What the tests made from docs/openapi.yaml share: openapi_walk.py, idor.py, schemathesis_run.py.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import shutil
import tempfile
import time
import uuid

import served  # noqa: F401 - puts the harness of tests/faults in the path
from harness.processes import Failure, Process, run, wait_until
from harness.redis_server import RedisServer
from openapi_document import Document
from private_keys import private_key


def customer_token(project, **claims):
    """A user token as a customer's backend signs it."""

    def encode(value):
        raw = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    payload = {"api_key": project["public_key"], **claims}
    text = f"{encode({'alg': 'HS256', 'typ': 'JWT'})}.{encode(payload)}"
    mac = hmac.new(project["secret_key"].encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{encode(mac)}"


class Answer:
    def __init__(self, reply, raw):
        self.status, self.raw = reply.status, raw
        self.headers = {name.lower(): value for name, value in reply.getheaders()}
        try:
            self.body = json.loads(raw) if raw else None
        except ValueError:
            self.body = raw.decode(errors="replace")


class World:
    """`settings` are lines of TOML beyond the defaults, by table."""

    def __init__(self, carillon, settings=None):
        self.carillon = carillon
        self.folder = tempfile.mkdtemp(prefix="carillon-")
        self.redis = RedisServer(self.folder)
        self.settings = self._write_settings(settings or {})
        self._processes = []
        self.api = self._start("api")
        self.port = self.api.ready()["api_port"]
        self.document = Document(self.ask("GET", "/openapi.json").body)

    def path(self, name):
        return os.path.join(self.folder, name)

    def _write_settings(self, more):
        tables = {
            "redis": [f'url = "{self.redis.url}"'],
            "api": [
                'listen = "127.0.0.1:0"',
                "failed_logins_per_minute = 0",
                "user_reads_per_minute = 0",
                "user_writes_per_minute = 0",
                "bulk_per_minute = 0",
                "user_bulk_per_minute = 0",
                'user_templates = "allowed"',
            ],
            "ops": ['listen = "127.0.0.1:0"'],
            "worker": ["threads = 1"],
            "webhooks": ["endpoints = 1000"],
            "log": ['level = "warn"'],
        }
        for name, lines in more.items():
            chosen = {line.partition("=")[0].strip() for line in lines}
            usual = [line for line in tables.get(name, []) if line.partition("=")[0].strip() not in chosen]
            tables[name] = [*usual, *lines]
        path = self.path("carillon.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'data_dir = "{self.path("data")}"\n')
            for name, lines in tables.items():
                file.write("\n".join([f"[{name}]", *lines, ""]))
        return path

    def _start(self, role, name=None):
        name = name or role
        words = [self.carillon, role, "--config", self.settings, "--ready-file", self.path(f"{name}.json")]
        started = Process(name, words, self.path(f"{name}.log"), self.path(f"{name}.json"))
        self._processes.append(started)
        return started

    def start_another_api(self):
        """Over the same Redis, until the world ends. Its port, for ask()."""
        return self._start("api", f"api-{len(self._processes) + 1}").ready()["api_port"]

    def command(self, *words):
        return json.loads(
            run(
                [self.carillon, *words, "--json", "--config", self.settings, "--log.level", "error"],
                self.path("commands.log"),
            )
        )

    def ask(self, method, path, token=None, body=None, headers=None, port=None):
        words = dict(headers or {})
        if token:
            words["authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            words.setdefault("content-type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        try:
            connection.request(method, path, body, words)
            reply = connection.getresponse()
            return Answer(reply, reply.read())
        finally:
            connection.close()

    def tell(self, *arguments, **named):
        """As ask(), but anything but 2xx is a Failure; the body."""
        answer = self.ask(*arguments, **named)
        if not 200 <= answer.status < 300:
            raise Failure(f"{arguments[0]} {arguments[1]} answered {answer.status}: {str(answer.body)[:500]}")
        return answer.body

    def deliver(self, token, broadcast):
        """A worker runs until it is processed, and no longer."""
        worker, path = self._start("worker"), f"/v2/broadcasts/{broadcast}"
        worker.ready()
        wait_until(
            lambda: self.tell("GET", path, token)["status"]["status"] == "processed",
            f"{path} to be processed; log: {worker.log_path}",
        )
        if code := worker.stop():
            raise Failure(f"the worker ended with {code}:\n{worker.last_words()}")

    def sanitizer_reports(self):
        found = ((one.name, one.sanitizer_report()) for one in self._processes)
        return [f"{name}:\n{text}" for name, text in found if text]

    def close(self):
        for one in self._processes:
            if one.is_running and (code := one.stop()):
                raise Failure(f"{one.name} ended with {code}:\n{one.last_words()}")
        if reports := self.sanitizer_reports():
            raise Failure("a sanitizer found something:\n" + "\n".join(reports))
        shutil.rmtree(self.folder, ignore_errors=True)


class Tenant:
    """A project, its token, one of its users, and an id for every path parameter."""

    def __init__(self, world, name):
        self.world, self.name = world, name
        self.project = world.command("project", "create", name)
        self.token = world.command("token", "create", "--project", self.project["id"])["token"]
        self.user = f"{name}-user"
        self.user_token = customer_token(self.project, user_external_id=self.user)
        self.user_id = self.call("PUT", "/users", {"external_id": self.user})["id"]
        self.notification = None

    def token_for(self, who):
        return {"project": self.token, "user": self.user_token, "none": None}[who]

    def call(self, method, path, body=None, who="project"):
        return self.world.tell(method, "/v2" + path, self.token_for(who), body)

    def broadcast(self):
        wanted = {"title": "Hello", "category": "order.created", "recipients": [{"external_id": self.user}]}
        return self.call("POST", "/broadcasts", wanted)["id"]

    def receive_notification(self):
        """A broadcast to the inbox, delivered."""
        self.world.deliver(self.token, self.broadcast())
        self.notification = self.call("GET", "/notifications?limit=1", who="user")["data"][0]["id"]

    def save_integration(self, kind):
        self.call("PUT", f"/integrations/{kind}", self.body_of(self.find(f"save_{kind}_integration")))

    def body_of(self, operation):
        """The example, with what must be this tenant's own: tokens of devices are unique, keys are no secrets of ours."""
        body = json.loads(json.dumps(operation.example))
        if operation.name == "save_apns_integration":
            body["certificate"] = private_key("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        if operation.name == "save_fcm_integration":
            body["private_key"] = private_key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
        if operation.name == "create_broadcast":
            body["recipients"] = [{"external_id": self.user}]
        for name in ("device_token", "token", "endpoint"):
            if isinstance(body, dict) and name in body:
                body[name] += uuid.uuid4().hex
        return body

    def find(self, operation_name):
        return next(one for one in self.world.document.operations if one.name == operation_name)

    def values(self, operation):
        """An existing thing of this tenant for each parameter of the path; made anew where it may be gone."""
        if "/installations" in operation.path and (kind := operation.path.split("/")[3]) != "templates":
            self.save_integration(kind)
        return {name: self._value(operation, name) for name in operation.path_names + operation.query_names}

    def _value(self, operation, name):
        path = operation.path
        if name == "broadcast_id":
            return self.broadcast()
        if name == "event_id":
            return self.call("GET", "/events?limit=1")["data"][0]["id"]
        if name == "notification_id":
            return self.notification
        if name == "key":
            plan = self.find("save_channels").example
            self.call("PUT", "/channels", {**plan, "channels": [{"channel": "in_app"}]})
            return plan["key"]
        if name == "user_id":
            if operation.name == "delete_user":
                return self.call("PUT", "/users", {"external_id": f"leaving-{uuid.uuid4()}"})["id"]
            return self.user_id
        if name == "id" and path.startswith("/v2/integrations/webhook/"):
            wanted = self.body_of(self.find("create_webhook_endpoint"))
            return self.call("POST", "/integrations/webhook", wanted)["id"]
        if name == "id":
            kind = path.split("/")[3]
            self.save_integration(kind)
            return self.call("GET", f"/integrations/{kind}")["data"][0]["id"]
        if name == "suppression_id":
            return self.call("POST", "/suppressions", {"email": f"{uuid.uuid4()}@example.com"})["id"]
        if path.startswith("/v2/jwt/"):
            role = path.split("/")[3]
            body = {"name": "short-lived"} if role == "project" else {"external_id": self.user}
            return self.call("POST", f"/jwt/{role}", body)["token_id"]
        if path.startswith(("/u/", "/v2/callbacks/")):  # messages carry real ones, and none was sent: 404
            return "AAAA"
        own = path.partition("/channels/")[2].removesuffix("/{token_id}")
        saving = next(
            one
            for one in self.world.document.operations
            if one.path == f"/v2/channels/{own}" and one.method == "PUT"
        )
        return self.call("PUT", f"/channels/{own}", self.body_of(saving), who="user")["id"]


def github_signature(secret, body):
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def stripe_signature(secret, body):
    at = str(int(time.time()))
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={at},v1={mac}"}

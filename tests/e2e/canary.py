#!/usr/bin/env python3
"""Secrets stay secret (hardening.md H, test a): a run that saves a canary in every credential, token and
signing secret there is, delivers, fails, is asked wrongly; then looks for the canaries in Redis'
append-only file, the log at its most talkative, metrics, events, listings and every refusal. What is shown to
its owner alone is excepted."""

import json
import os
import random
import re
import sys
import urllib.request

from served import expect
from harness import people
from harness.rest import Rest
from harness.redis_server import RedisServer
from harness.processes import wait_until
from canary_credentials import CanaryCredentials
from canary_secrets import (
    WORD,
    accounts_of,
    channel_tokens,
    device_tokens,
    integrations,
    secrets_of,
    slack_installation,
)
from play import play

_COMPACT_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")


class Canary:
    def __init__(self):
        self.redis, self.user = None, None
        self.configs, self.capabilities = {}, {}
        self.sealed = {WORD: "a credential"}  # text -> what it is; to be found nowhere
        self.quiet = {}  # text -> what it is; may rest and be shown to its owner
        self.shown = {}  # where -> text that the API showed to anybody but a token's owner

    def start(self, served):
        """External Redis with an append-only file, the log at debug."""
        self.redis = RedisServer(served.folder)
        os.environ["CARILLON_REDIS__URL"] = self.redis.url
        os.environ["CARILLON_LOG__LEVEL"] = "debug"
        served.credentials = CanaryCredentials()
        served.control.call("PUT", "/credentials", served.credentials.for_sandbox())
        served.start()
        served.make_project()
        self.sealed[served.project["secret_key"]] = "the project's secret key"
        self.sealed[served.token.rpartition(".")[2]] = "the project token's signature"

    def save_integrations(self, served):
        self.configs = integrations(
            served.credentials, served.sandbox_origin, served.sandbox.facts["smtp_port"]
        )
        trusted = served.credentials.for_sandbox() | accounts_of(self.configs)
        served.control.call("PUT", "/credentials", trusted)
        document = Rest(served.server.facts["api_port"], base="").call("GET", "/openapi.json")
        saved = re.compile(r"/v2/integrations/(\w+)")
        kinds = {saved.fullmatch(path)[1] for path, item in document["paths"].items() if saved.fullmatch(path) and "put" in item}
        expect(set(self.configs) == kinds, f"no canary for some kinds, or too many: {kinds ^ set(self.configs)}")
        self.sealed |= {text: "a private key" for text in secrets_of(self.configs)}
        for kind, config in self.configs.items():
            served.rest.call("PUT", f"/integrations/{kind}", config)
        # Again, as an update: the old version must not be left behind in the open either.
        for kind, config in self.configs.items():
            served.rest.call("PUT", f"/integrations/{kind}", config)

    def save_hook(self, served):
        """Called at every event, in vain: nobody listens at that port."""
        self.hook = {"url": f"https://127.0.0.1:9/{WORD}hook", "secret": f"whsec_{WORD * 3}"}
        made = served.rest.call("POST", "/integrations/webhook", self.hook)
        path = f"/integrations/webhook/{made['id']}"
        served.rest.call("PUT", path, self.hook)
        rotated = served.rest.call("POST", f"{path}/rotate_secret", {})
        self.sealed[rotated["secret"].removeprefix("whsec_")] = "a webhook endpoint's newer secret"

    def save_tokens(self, served):
        token = served.user_token("canary-user")
        self.sealed[token.rpartition(".")[2]] = "a user token's signature"
        self.user = Rest(served.server.facts["api_port"], token)
        self.capabilities = channel_tokens(self.subscribe(served), served.sandbox_origin)
        for path, payload in (self.capabilities | device_tokens()).items():
            self.user.call("POST", path, payload)
        for key in self.capabilities["/channels/web_push/tokens"]["keys"].values():
            self.sealed[key] = "a key of web push"
        for payload in device_tokens().values():
            self.quiet[payload["device_token"]] = "a device token"

    def subscribe(self, served):
        """A browser's subscription at the sandbox, with a canary in its endpoint."""
        asked = {
            "public_key": self.configs["web_push"]["public_key"],
            "names": [f"{WORD}endpoint"],
            "origin": served.sandbox_origin,
        }
        return served.control.call("POST", "/subscriptions", asked)["subscriptions"][0]

    def install(self, served):
        expect(self.user is not None, "no user")
        self.user.call("POST", "/integrations/slack/installations", slack_installation())
        start = {"app_id": self.configs["slack"]["app_id"], "redirect_url": "https://app.example.com/done"}
        self.user.call("POST", "/integrations/slack/installations/start", start)
        self.user.call("POST", "/integrations/inbox/installations/start")
        web_push = self.user.call("POST", "/integrations/web_push/installations/start")
        self.sealed[web_push["auth_token"].rpartition(".")[2]] = "a web push auth token's signature"
        for words in ("/jwt/project", {"name": "ci"}), ("/jwt/user", {"external_id": "canary-user"}):
            made = served.rest.call("POST", *words)
            self.sealed[made["token"].rpartition(".")[2]] = "an issued token's signature"

    def deliver(self, served):
        """To living and dead devices and a browser, and to channels whose providers are not built."""
        dice = random.Random(7)
        for kind, token in (("apns", people.dead_apns_token(dice)), ("fcm", people.dead_fcm_token(dice))):
            self.user.call("POST", f"/channels/mobile_push/{kind}/tokens", {"device_token": token})
            self.quiet[token] = "a dead device's token"
        body = {
            "title": "CONTENTCANARY title",
            "content": "CONTENTCANARY body",
            "recipients": [{"external_id": "canary-user"}],
        }
        self.quiet["CONTENTCANARY"] = "a message's content"
        for _ in range(3):
            served.processed(served.rest.call("POST", "/broadcasts", body)["id"])

    def rotate_keys(self, served):
        """Twice, so that both a former key and one that was cut off must not be found anywhere."""
        for how in (["--now"], ["--overlap", "1h"]):
            made = json.loads(served.command("project", "rotate-key", "--json", *how))
            self.sealed[made["secret_key"]] = "a project's newer secret key"
        for words in (["show"], ["list"], ["show", "--json"], ["list", "--json"]):
            self.shown[f"project {' '.join(words)}"] = served.command("project", *words)
        self.sealed[self.state_at_slack().rpartition(".")[2]] = "the signature of a state for Slack"

    def state_at_slack(self):
        start = {"app_id": self.configs["slack"]["app_id"]}
        url = self.user.call("POST", "/integrations/slack/installations/start", start)["auth_url"]
        return url.rpartition("state=")[2]

    def ask_wrongly(self, served):
        """With a canary where it does not belong: no refusal may repeat it."""
        port = served.server.facts["api_port"]
        strays = [Rest(port, f"{WORD}.bad.token"), Rest(port, served.token + WORD), Rest(port, WORD)]
        refusals = [stray.send("GET", "/users") for stray in strays]
        for kind, config in self.configs.items():
            for name, value in config.items():
                if isinstance(value, str) and (WORD in value or "PRIVATE KEY" in value):
                    refusals.append(
                        served.rest.send("PUT", f"/integrations/{kind}", config | {name: [value]})
                    )
                    refusals.append(served.rest.send("PUT", f"/integrations/{kind}", {name: value}))
                    longer = config | {name: value + "\x01" + "y" * 20_000}
                    refusals.append(served.rest.send("PUT", f"/integrations/{kind}", longer))
        for wrong in ({"secret": f"{WORD}"}, {"url": f"ftp://{WORD}"}, {"url": [WORD]}):
            refusals.append(served.rest.send("POST", "/integrations/webhook", self.hook | wrong))
        for path, payload in self.capabilities.items():
            refusals.append(self.user.send("POST", path, {"wrong": payload}))
            refusals.append(self.user.send("POST", path, [payload]))
        for kind in ("github", "stripe", "awssns"):
            rows = served.rest.call("GET", f"/integrations/{kind}")["data"]
            forged = {"X-Hub-Signature-256": f"sha256={WORD}", "Stripe-Signature": f"t=1,v1={WORD}"}
            path = f"/integrations/{kind}/webhooks/incoming/{rows[0]['id']}"
            refusals.append(Rest(port).send("POST", path, {"a": 1}, forged))
        expect(all(status < 500 for status, _ in refusals), f"{[status for status, _ in refusals]}")
        refusals = [refused for refused in refusals if refused[0] >= 400]  # some kinds have one field only
        expect(len(refusals) >= 45, f"only {len(refusals)} refusals")
        self.shown["refusals"] = json.dumps(refusals)
        served.rest.send(
            "GET", f"/users?query={WORD}query", headers={"Cookie": f"session={WORD}", "X-Api-Key": WORD}
        )

    def look_at_listings(self, served):
        kinds = [f"/integrations/{kind}" for kind in self.configs]
        lists = ["/integrations", "/integrations/webhook", *kinds, "/jwt/project", "/users", "/broadcasts", "/events"]
        for path in lists:
            self.shown[path] = json.dumps(list(served.rest.pages(path)))
        expect(
            len(json.loads(self.shown["/integrations"])) == len(self.configs),
            "not all integrations are listed",
        )
        # The URLs that are pinged and told are addresses, and shown as any URL is.
        told = self.shown["/integrations/webhook"]
        expect("cannot connect" in told, f"the endpoint was not called: {told}")
        self.shown["/integrations/webhook"] = told.replace(self.hook["url"], "")
        for path in ("/integrations", "/integrations/ping_email"):
            self.shown[path] = self.shown[path].replace(self.configs["ping_email"]["url"], "")
        for row in json.loads(self.shown["/events"]):
            self.shown[f"/events/{row['id']}"] = json.dumps(served.rest.call("GET", f"/events/{row['id']}"))
        expect(any("delivery" in where for where in self.shown.values()), "nothing was delivered")

    def leave_no_core_file(self, served):
        with open(f"/proc/{served.server.pid}/limits", encoding="ascii") as limits:
            cores = [line.split()[-3:-1] for line in limits if line.startswith("Max core file size")]
        expect(cores == [["0", "0"]], f"core files may be {cores}")

    def look_everywhere(self, served):
        port = served.server.facts["ops_port"]
        for path in ("metrics", "readyz?verbose", "version"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                self.shown[path] = answer.read().decode()
        self.shown["config print"] = served.command("config", "print")
        served.stop()
        wait_until(lambda: not served.server.is_running, "the server to end")
        with open(served.server.log_path, encoding="utf-8", errors="replace") as log:
            self.shown["the log"] = log.read()
        expect('"http_request"' in self.shown["the log"], "there is no access log")
        with open(served.path("data/master.key"), "rb") as key:
            self.sealed[key.read().strip().decode("latin-1")] = "the master key"
        findings = []
        for where, text in self.shown.items():
            for secret, what in (self.sealed | self.quiet_in(where)).items():
                if secret in text:
                    at = text.index(secret)
                    findings.append(f"{what} in {where}: …{text[max(0, at - 120) : at + 40]}…")
            if token := _COMPACT_TOKEN.search(text):
                findings.append(f"a signed token in {where}: {token.group()[:30]}…")
        findings += self.in_redis()
        expect(not findings, f"{len(findings)} secrets came to light:\n" + "\n".join(findings[:20]))

    def quiet_in(self, where):
        """Content is shown by the routes that are there to show it."""
        return {} if where.startswith("/broadcasts") else self.quiet

    def in_redis(self):
        found = []
        for folder, _, names in os.walk(self.redis.folder):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    data = file.read()
                expect(
                    b"CONTENTCANARY" in data or "incr" not in name, f"{name} does not hold what was written"
                )
                for secret, what in self.sealed.items():
                    if secret.encode("latin-1") in data:
                        at = data.index(secret.encode("latin-1"))
                        found.append(f"{what} in Redis' {name}: …{data[max(0, at - 160) : at + 40]}…")
                if token := _COMPACT_TOKEN.search(data.decode("latin-1")):
                    found.append(f"a signed token in Redis' {name}: {token.group()[:30]}…")
        return found


if __name__ == "__main__":
    canary = Canary()
    sys.exit(
        play(
            __doc__,
            [
                canary.start,
                canary.save_integrations,
                canary.save_hook,
                canary.save_tokens,
                canary.install,
                canary.deliver,
                canary.rotate_keys,
                canary.ask_wrongly,
                canary.look_at_listings,
                canary.leave_no_core_file,
                canary.look_everywhere,
            ],
        )
    )

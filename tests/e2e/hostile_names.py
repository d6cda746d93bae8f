#!/usr/bin/env python3
"""DNS as a weapon (hardening.md G): names that lead inside, put before every call that goes where a client says:
token_uri of a service account, the certificate and the confirmation of Amazon SNS. Our own name server answers
for them all; listeners at the forbidden addresses must see nobody, those at an allowed one prove that the calls
are made, by the checked address, under the name's own SNI, without the proxies of the environment, and that
answers of 30x lead nowhere."""

import json
import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor

from served import expect
from harness.processes import wait_until
from harness.rest import Rest
from hostile_name_corpus import BLOCKED, UNREACHABLE, cases, rebinding
from name_server import NameServer
from openapi_world import customer_token
from play import play
from sns_sender import SnsSender
from tripwire import Redirector, Tripwire

PORTS = (443, 8443)  # those a client's URL may name
REDIRECTED = "redirected"  # a case of its own: an allowed address whose server answers 302
LONGEST = ".".join(["private"] + ["a" * 60] * 3 + ["a" * 57, "test"])
HOSTS = (
    [
        f"{case}.names.test"
        for case in """
private mixed mixed-families chain plenty loopback-v6 mapped-v6 nat64 unique-local alternating absent silent
noisy""".split()
    ]
    + ["metadata.google.internal", LONGEST, "private." + "b" * 64 + ".test"]
)
REFUSED_WHEN_SAVED = ["localhost.", "x.localhost", "x.localhost.", "a" + LONGEST]


class Names:
    def __init__(self, served):
        self.served, self.played = served, 0
        self.outside = f"127.{random.randrange(96, 127)}.{random.randrange(1, 255)}"
        self.inside = f"127.{random.randrange(64, 96)}.{random.randrange(1, 255)}.9"
        self.cases = cases(self.outside, self.inside)
        answers = {case: answer for case, (answer, _) in self.cases.items()}
        answers |= {
            "rebinding": rebinding(self.outside, self.inside),
            REDIRECTED: [[f"A {self.outside}.200"]],
        }
        self.dns = NameServer(answers)
        self.sender = SnsSender(served.folder, f"sns.{REDIRECTED}.amazonaws.com")
        self.inner = self._listen(self.inside, "127.0.0.1", "::1")
        self.outer = self._listen(f"{self.outside}.1")
        self.redirectors = self._listen(f"{self.outside}.200", kind=self._redirector)
        expect(self.inner and self.outer, "no listener, no proof")

    def _redirector(self, address, port):
        return Redirector(address, port, self.sender, f"https://{self.inside}:{port}/")

    @staticmethod
    def _listen(*addresses, kind=Tripwire):
        made = []
        for address in addresses:
            for port in PORTS:
                try:
                    made.append(kind(address, port))
                except OSError as failure:
                    print(f"    nobody listens at {address} port {port}: {failure}")
        return made

    def _nobody_came_inside(self):
        came = [(wire.address, wire.port, visit) for wire in self.inner for visit in wire.visits]
        expect(not came, f"somebody came: {came}")

    def _tells_nothing(self, text, where):
        for address in (self.inside, "127.0.0.1", "::1", "169.254", "fd00:"):
            expect(address not in text, f"{where} tells of {address}: {text}")

    def _end_of(self, host):
        return next((end for case, (_, end) in self.cases.items() if case in host.split(".")), UNREACHABLE)

    def start(self):
        """With our name server, the allowed network, two authorities and a proxy that nobody must ask."""
        with open(self.served.sandbox.facts["ca_file"], encoding="ascii") as file:
            trusted = file.read() + self.sender.certificate
        with open(self.served.path("trusted.pem"), "w", encoding="ascii") as file:
            file.write(trusted)
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            os.environ[name] = os.environ[name.upper()] = f"http://{self.inside}:8443"
        os.environ["CARILLON_PROVIDERS__ALLOWED_NETWORKS"] = f"{self.outside}.0/24"
        os.environ["CARILLON_PROVIDERS__CA_FILE"] = self.served.path("trusted.pem")
        os.environ["CARILLON_DNS__SERVERS"] = self.dns.setting
        self.served.start()
        self.served.make_project()

    def _deliver(self, host):
        """One message through FCM whose access token is had from that host; the project's client. Each has a
        project of its own, because a sender that was refused rests."""
        number, port = os.urandom(4).hex(), self.served.server.facts["api_port"]
        project = json.loads(self.served.command("project", "create", number, "--json"))
        token = json.loads(self.served.command("token", "create", "--project", number, "--json"))["token"]
        rest = Rest(port, token)
        account = self.served.credentials.fcm_integration(self.served.sandbox_origin)
        rest.call("PUT", "/integrations/fcm", account | {"token_uri": f"https://{host}:8443/token"})
        user = Rest(port, customer_token(project, user_external_id="u", user_email=None))
        user.call("POST", "/channels/mobile_push/fcm/tokens", {"device_token": "f" * 140})
        rest.call("POST", "/broadcasts", {"title": "t", "recipients": [{"external_id": "u"}]})
        return rest

    @staticmethod
    def _troubles(rest):
        return [one["context"] for one in rest.pages("/events") if one["type"] == "integration.error"]

    def access_tokens_are_fetched_from_no_forbidden_address(self):
        with ThreadPoolExecutor(4) as several:
            clients = dict(zip(HOSTS, several.map(self._deliver, HOSTS)))
        for host, rest in clients.items():
            if self._end_of(host) == BLOCKED and "b" * 64 not in host:
                wait_until(lambda rest=rest: self._troubles(rest), f"the event of {host}")
                answers = {trouble["answer"] for trouble in self._troubles(rest)}
                expect(answers == {"blocked_address"}, f"{host}: {answers}")
            elif "b" * 64 not in host:
                wait_until(lambda host=host: self.dns.asked(host), f"somebody to ask for {host}")
            self._tells_nothing(str(list(rest.pages("/events"))), f"the events of {host}")
            self.played += 1
        self._nobody_came_inside()

    def a_rebound_name_is_judged_anew(self):
        host = "rebinding.names.test"
        rest = self._deliver(host)
        visited = [wire for wire in self.outer if wire.port == 8443][0]
        wait_until(
            lambda: any(host.encode() in said for _, said in visited.visits), "a visit that names the host"
        )
        self.dns.advance("rebinding")
        wait_until(lambda: self._troubles(rest), "the next connection to be blocked")
        expect(self._troubles(rest)[0]["answer"] == "blocked_address", str(self._troubles(rest)))
        self.played += 1
        self._nobody_came_inside()

    def some_names_are_refused_when_saved(self):
        account = self.served.credentials.fcm_integration(self.served.sandbox_origin)
        for host in REFUSED_WHEN_SAVED:
            saved = account | {"token_uri": f"https://{host}/token"}
            status, answer = self.served.rest.send("PUT", "/integrations/fcm", saved)
            expect(400 <= status < 500, f"{host} was saved: {answer}")
            self.played += 1

    def _listens_to_amazon(self, secret):
        """The id of an integration, remade; the one before it is gone."""
        saved = self.served.rest.call("PUT", "/integrations/awssns", {"webhook_signing_secret": secret})
        return saved["id"]

    def _post_each_case(self, integration, kind):
        def post(case):
            return self.sender.post(self.served.rest, integration, self.sender.message(kind, case))

        with ThreadPoolExecutor(8) as several:
            answers = dict(zip(self.cases, several.map(post, self.cases)))
        for case, (status, answer) in answers.items():
            end, text = self.cases[case][1], json.dumps(answer)
            expect(status == 503, f"{case} was answered {status}: {text}")
            expect(end != BLOCKED or "blocked_address" in text, f"{case}: {text}")
            expect(end != UNREACHABLE or "blocked_address" not in text, f"{case}: {text}")
            self._tells_nothing(text, case)
            self.played += 1
        self._nobody_came_inside()

    def certificates_of_amazon_are_fetched_from_no_forbidden_address(self):
        self._post_each_case(self._listens_to_amazon("https://sns.amazonaws.com"), "Notification")

    def subscriptions_are_confirmed_at_no_forbidden_address(self):
        self._post_each_case(self._listens_to_amazon(self.sender.certificate), "SubscriptionConfirmation")

    def redirections_are_not_followed(self):
        integration = self._listens_to_amazon(self.sender.certificate)
        message = self.sender.message("SubscriptionConfirmation", REDIRECTED)
        status, answer = self.sender.post(self.served.rest, integration, message)
        expect(status == 503, f"answered {status}: {answer}")
        for wire in self.redirectors:
            if wire.port == 443:
                expect("answered 302" in json.dumps(answer), f"the reason is another: {answer}")
                # The answer may reach us before the listener has noted what it was asked.
                wait_until(
                    lambda wire=wire: any(b"ConfirmSubscription" in said for _, said in wire.visits),
                    "the call to be made",
                )
        self.played += 1
        self._nobody_came_inside()

    def the_listeners_work(self):
        self.served.stop()
        self._nobody_came_inside()
        expect(self.played >= 60, f"only {self.played} cases")
        for wire in self.inner:
            expect(wire.is_working(), f"a visit to {wire.address} port {wire.port} does not count")
        print(f"    {self.played} cases, nobody came to {len(self.inner)} listeners")


if __name__ == "__main__":
    steps = [
        Names.start,
        Names.access_tokens_are_fetched_from_no_forbidden_address,
        Names.a_rebound_name_is_judged_anew,
        Names.some_names_are_refused_when_saved,
        Names.certificates_of_amazon_are_fetched_from_no_forbidden_address,
        Names.subscriptions_are_confirmed_at_no_forbidden_address,
        Names.redirections_are_not_followed,
        Names.the_listeners_work,
    ]
    sys.exit(play(__doc__, steps, Names))

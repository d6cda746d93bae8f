#!/usr/bin/env python3
"""SSRF (hardening.md G) through the front door: every field that takes a URL or a host, with every URL of
the corpus, then deliveries that would use what was saved. Listeners at the forbidden addresses must see
nobody. The sandbox's one address is the operator's own network (providers.allowed_networks); all else
that is private is forbidden."""

import os
import socket
import sys
import threading
from urllib.parse import urlsplit

from served import expect
from harness.processes import wait_until
from hostile_url_corpus import urls
from play import play


class Tripwire(threading.Thread):
    """Listens at every address of this machine, counts who connects."""

    def __init__(self, family, address):
        super().__init__(daemon=True)
        self._listener = socket.create_server((address, 0), family=family)
        self.port, self.visitors = self._listener.getsockname()[1], []
        self.start()

    def run(self):
        while True:
            connection, peer = self._listener.accept()
            self.visitors.append(peer)
            connection.close()


class Urls:
    def __init__(self):
        self.wires, self.fcm, self.refused, self.saved = [], {}, 0, 0

    def start(self, served):
        self.wires = [Tripwire(socket.AF_INET, "0.0.0.0"), Tripwire(socket.AF_INET6, "::1")]
        os.environ["CARILLON_PROVIDERS__ALLOWED_NETWORKS"] = "127.0.0.1/32"
        served.start()
        served.make_project()
        served.save_integrations()
        self.fcm = served.credentials.fcm_integration(served.sandbox_origin)

    def places(self, served):
        """(what, how to save a URL there) of every field that takes one."""
        user = served.as_user("url-user")
        keys = {"auth": "a" * 22, "p256dh": "BP" + "a" * 85}
        return {
            "fcm.token_uri": lambda url: served.rest.send(
                "PUT", "/integrations/fcm", self.fcm | {"project_id": "other", "token_uri": url}
            ),
            "ping_email.url": lambda url: served.rest.send("PUT", "/integrations/ping_email", {"url": url}),
            "ses.endpoint": lambda url: served.rest.send(
                "PUT",
                "/integrations/ses",
                {"key_id": "k", "secret_key": "s", "region": "eu-west-1", "endpoint": url},
            ),
            "slack webhook": lambda url: user.send(
                "POST", "/channels/slack/tokens", {"webhook": {"url": url}}
            ),
            "teams webhook": lambda url: user.send(
                "POST", "/channels/teams/tokens", {"webhook": {"url": url}}
            ),
            "web push endpoint": lambda url: user.send(
                "POST", "/channels/web_push/tokens", {"endpoint": url, "keys": keys}
            ),
        }

    def no_place_takes_a_forbidden_url(self, served):
        accepted = []
        for what, save in self.places(served).items():
            for wire in self.wires:
                for url in urls(wire.port):
                    status, answer = save(url)
                    expect(
                        400 <= status < 500 or status in (200, 201), f"{what} answered {status} to {url!r}"
                    )
                    if status < 300:
                        accepted.append((what, url))
                        continue
                    self.refused += 1
                    expect("127.0.0.1" not in str(answer), f"{what} echoes an address: {answer}")
        expect(self.refused >= 600, f"only {self.refused} refusals")
        # Only names may pass the gate: what they lead to is known when they are called.
        for what, url in accepted:
            host = urlsplit(url).hostname
            expect(host.endswith((".internal", ".invalid")), f"{what} took {url!r}")
        self.saved = len(accepted)

    def a_name_that_leads_inside_is_stopped_at_the_call(self, served):
        """The host's own name is no address to the eye, and resolves to one of its own."""
        os.environ["CARILLON_PROVIDERS__ALLOWED_NETWORKS"] = ""
        served.stop()
        served.start()
        served.rest.call("DELETE", "/integrations/fcm")
        inside = f"https://{socket.gethostname()}:8443/token"
        served.rest.call("PUT", "/integrations/fcm", self.fcm | {"token_uri": inside})
        user = served.as_user("inside-user")
        user.call("POST", "/channels/mobile_push/fcm/tokens", {"device_token": "f" * 140})
        body = {"title": "t", "recipients": [{"external_id": "inside-user"}]}
        served.rest.call("POST", "/broadcasts", body)

        def is_blocked():
            with open(served.server.log_path, encoding="utf-8", errors="replace") as log:
                return any('"fcm_token_refused"' in line and '"reason":"blocked"' in line for line in log)

        wait_until(is_blocked, f"the guard to stop a call; log: {served.server.log_path}")
        told = str(list(served.rest.pages("/events")))
        expect("127.0" not in told and "::1" not in told, f"events tell of addresses inside: {told}")

    def visitors(self):
        return [peer for wire in self.wires for peer in wire.visitors]

    def nobody_came(self, served):
        served.stop()
        expect(not self.visitors(), f"somebody came: {self.visitors()}")
        # The wires themselves work.
        for wire, address in zip(self.wires, ("127.0.0.2", "::1")):
            with socket.create_connection((address, wire.port)) as probe:
                probe.recv(1)
            expect(len(wire.visitors) == 1, "a tripwire does not work")


if __name__ == "__main__":
    attack = Urls()
    sys.exit(
        play(
            __doc__,
            [
                attack.start,
                attack.no_place_takes_a_forbidden_url,
                attack.a_name_that_leads_inside_is_stopped_at_the_call,
                attack.nobody_came,
            ],
        )
    )

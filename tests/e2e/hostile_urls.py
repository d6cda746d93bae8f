#!/usr/bin/env python3
"""SSRF (hardening.md G) through the front door: every field that takes a URL or a host, with every URL of
the corpus, then deliveries that would use what was saved. Listeners at the forbidden addresses must see
nobody. The sandbox's one address is the operator's own network (providers.allowed_networks); all else
that is private is forbidden."""

import os
import socket
import sys
from urllib.parse import urlsplit

from served import expect
from harness.processes import wait_until
from hostile_url_corpus import hosts, urls
from play import play
from sns_sender import SnsSender
from tripwire import Tripwire


class Urls:
    def __init__(self):
        self.wires, self.fcm, self.refused, self.saved = [], {}, 0, 0

    def start(self, served):
        self.wires = [Tripwire("0.0.0.0"), Tripwire("::1")]
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

    def no_mail_server_is_a_forbidden_host(self, served):
        for host in hosts():
            config = {
                "host": host,
                "port": 25,
                "username": "u",
                "password": "p",
                "from": {"email": "a@a.example", "name": "A"},
            }
            status, answer = served.rest.send("PUT", "/integrations/smtp", config)
            is_name = host.endswith((".internal", ".invalid"))
            expect(
                status == 200 if is_name else 400 <= status < 500, f"smtp.host answered {status} to {host!r}"
            )
            expect(is_name or "'host'" in str(answer), f"smtp.host {host!r} is refused otherwise: {answer}")
            expect("127.0.0.1" not in str(answer), f"smtp.host echoes an address: {answer}")
            self.refused += status != 200

    def amazons_messages_lead_nowhere_else(self, served):
        """The URLs of a message that is signed as it should be, by whom the integration trusts."""
        sender = SnsSender(served.folder)

        def try_all(secret, kind, field):
            saved = served.rest.call("PUT", "/integrations/awssns", {"webhook_signing_secret": secret})
            for wire in self.wires:
                for url in urls(wire.port):
                    message = sender.message(kind, **{field: url})
                    status, answer = sender.post(served.rest, saved["id"], message)
                    expect(status == 401, f"{field} {url!r} was answered {status}: {answer}")
                    self.refused += 1

        try_all("https://sns.amazonaws.com", "Notification", "SigningCertURL")
        try_all(sender.certificate, "SubscriptionConfirmation", "SubscribeURL")

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

        def troubles():
            events = served.rest.pages("/events")
            return [event["context"] for event in events if event["type"] == "integration.error"]

        wait_until(troubles, f"the guard to stop a call; log: {served.server.log_path}")
        expect(troubles()[0]["answer"] == "blocked_address", f"for another reason: {troubles()}")
        told = str(list(served.rest.pages("/events")))
        expect("127.0" not in told and "::1" not in told, f"events tell of addresses inside: {told}")

    def visitors(self):
        return [visit for wire in self.wires for visit in wire.visits]

    def nobody_came(self, served):
        served.stop()
        expect(not self.visitors(), f"somebody came: {self.visitors()}")
        # The wires themselves work.
        expect(all(wire.is_working() for wire in self.wires), "a tripwire does not work")


if __name__ == "__main__":
    attack = Urls()
    sys.exit(
        play(
            __doc__,
            [
                attack.start,
                attack.no_place_takes_a_forbidden_url,
                attack.no_mail_server_is_a_forbidden_host,
                attack.amazons_messages_lead_nowhere_else,
                attack.a_name_that_leads_inside_is_stopped_at_the_call,
                attack.nobody_came,
            ],
        )
    )

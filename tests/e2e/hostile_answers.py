#!/usr/bin/env python3
"""Providers that mean harm, in the place of each one there is: pages, bodies of a gigabyte, a byte a second, broken
protocol, JSON that is none, redirects to somebody else, and an SMTP server of the same kind.

Whatever comes, each delivery has one end, which is no success but where the status alone says so; the server lives,
holds its memory, reads no more than it must, follows nobody, and lets no secret out.
"""

import os
import re
import sys
import time
from pathlib import Path

from bad_providers import h1, h2
from bad_providers.answers import EVERYBODY, whole_answers
from bad_providers.door import Door, Elsewhere, Mischief
from bad_providers.project import HostileProject, MAILS, SECRETS, WORD
from bad_providers.relay import MISCHIEF, Relay, drip
from mail_recorders import Identity, WebRecorder
from play import play
from served import expect
from harness.processes import Failure, wait_until

MEGABYTE = 1 << 20
MOST_GROWTH = 64 * MEGABYTE  # of the sanitized binary, at its peak; a body that was kept would be 1024
MOST_READ = 40 * MEGABYTE  # of one connection, what lies in the kernel included
SETTINGS = {
    "CARILLON_RETRY__BASE": "50ms",
    "CARILLON_RETRY__MAX_ATTEMPTS": "2",
    "CARILLON_RETRY__MAX_AGE": "12s",
    "CARILLON_RECEIPTS__FIRST_AFTER": "100ms",
    "CARILLON_RECEIPTS__GIVE_UP_AFTER": "5s",
    "CARILLON_PROVIDERS__REQUEST_TIMEOUT": "600ms",
    "CARILLON_PROVIDERS__CONNECT_TIMEOUT": "4s",
    "CARILLON_WEBHOOKS__TIMEOUT": "600ms",
    # The sanitizer keeps freed memory in quarantine: with little of that, what is resident is what is held.
    "ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=16",
}
GRANT = b'{"access_token":"%s-granted","expires_in":3599,"token_type":"Bearer"}' % WORD.encode()
TICKETS = b'{"data":[{"status":"ok","id":"ticket-1"}]}'
CHANNEL_OF = {"apns": "mobile_push", "fcm": "mobile_push", "expo": "mobile_push", "twilio": "sms"} | {
    each: each for each in ("web_push", "slack", "teams")
}
# What is asked before a message goes out, or after it went.
ASIDE_TURNS = {
    "a page instead of an answer",
    "JSON nested sixty thousand deep",
    "JSON of the wrong types",
    "refusals of the wrong types",
    "a redirect, 302",
    "a redirect, 307",
    "a chunked body without an end",
    "a byte of the body a second",
    "all that was asked, said again",
    "strange heads",
}
ASIDES = ("/token", "/getReceipts", "/oauth.v2.access")


class HostileAnswers:
    def __init__(self, served):
        self.served = served
        self.identity = Identity(served.folder)
        self.elsewhere = Elsewhere(self.identity)
        self.mischief = Mischief()
        self.door = Door(self.identity, self.mischief)
        self.relay, self.slow_relay = Relay(self.identity), Relay(self.identity)
        self.issuer = WebRecorder(self.identity, GRANT)
        self.turns, self.before, self.grown = 0, None, 0

    # What is set up.

    def set_up(self):
        served = self.served
        path = Path(served.settings)
        text = path.read_text(encoding="utf-8").replace(served.sandbox_origin, self.door.origin)
        own = served.sandbox.facts["ca_file"]
        both = Path(served.path("both-ca.pem"))
        both.write_text(Path(own).read_text() + Path(self.identity.certificate).read_text())
        path.write_text(text.replace(f'ca_file = "{own}"', f'ca_file = "{both}"'), encoding="utf-8")
        os.environ.update(SETTINGS)
        served.start()
        make = lambda name: HostileProject(served, name)  # noqa: E731
        self.rest, self.asides, self.relayed, self.slow = map(make, ("rest", "asides", "relayed", "slow"))
        self.mails = {kind: make(kind) for kind in MAILS if kind != "smtp"}
        self.rest.have_addresses(self.door.origin)
        self.asides.have_phones()

    def an_smtp_server_says_a_byte_a_second(self):
        """It has a minute for its greeting: we come back to it."""
        self.slow_relay.turn_to("greeting", drip)
        self.slow.save_mail("smtp", 0, self.door.origin, self.slow_relay.port)
        self.slow_broadcast = self.slow.send()

    def the_server_is_warm(self):
        """Once everything that there is to allocate once."""
        for _ in range(2):
            self._turn("to warm up", "h1", h1.whole(500, {}, b""))
            self._turn("to warm up", "h2", h2.whole(500, {}, b""))
        self.before = self._memory("VmRSS")

    # What happens.

    def whole_answers_that_mean_no_good(self):
        for number, (name, answer, taken, held) in enumerate(whole_answers(self.elsewhere.origin)):
            protocol = ("h1", "h2")[number % 2]
            self._turn(name, protocol, (h1 if protocol == "h1" else h2).whole(*answer), taken, held)

    def broken_http_1(self):
        for name, act in h1.BROKEN.items():
            self._turn(name, "h1", act, held=EVERYBODY if act in h1.REFUSALS else ())

    def broken_http_2(self):
        for name, act in h2.BROKEN.items():
            self._turn(name, "h2", act, held=EVERYBODY if act in h2.GREETINGS else ())

    def _turn(self, name, protocol, act, taken=(), held=()):
        """Everything is saved anew, with secrets of its own: nothing rests from the mischief before."""
        self.turns += 1
        self.mischief.turn_to(protocol, act)
        self.rest.save_integrations(self.turns, self.issuer.origin)
        hooks = Door(self.identity, self.mischief).origin
        endpoint = self.rest.move_hooks(self.turns, hooks)
        sent = [(self.rest, self.rest.send(), self.rest.providers)]
        for kind, project in self.mails.items():
            project.save_mail(kind, self.turns, self.door.origin)
            sent.append((project, project.send(), [kind]))
        callers = len(self.rest.providers) + len(self.mails) + 1
        try:
            wait_until(lambda: len(self.mischief.asked) >= callers, f"{protocol}, {name}: everybody to be asked")
        except Failure as failure:
            raise Failure(f"{failure}; asked: {sorted(self.mischief.asked)}") from failure
        if held:
            self._settle(sent)
        for project, broadcast, providers in sent:
            self._judge(f"{protocol}, {name}", project.ends(broadcast), providers, taken, held)
        self.rest.hook_ended(endpoint, f"{protocol}, {name}")
        self._hold_together(f"{protocol}, {name}")

    def _judge(self, name, ends, providers, taken=(), held=()):
        """Each ended as often as there are deliveries, and as it may. What waited and was cancelled has one end a channel,
        of no provider."""
        for provider in set(providers):
            found = ends.get(provider, [])
            wanted = {"sent"} if provider in taken else {"expired", "failed", "unknown"}
            if provider in held:
                wanted |= {"skipped"}
                found = found or ends.get(CHANNEL_OF.get(provider, "email"), [])
            expect(set(found) <= wanted, f"{name}: {provider} ended as {found}, not as {wanted}")
            is_whole = len(found) == providers.count(provider) or provider in held
            expect(found and is_whole, f"{name}: {provider} ended as {found}")

    def _hold_together(self, name):
        expect(self.served.server.is_running, f"{name}: the server is gone\n{self.served.server.last_words()}")
        poured = self.mischief.most_poured
        expect(poured < MOST_READ, f"{name}: {poured} bytes were taken on one connection")
        if self.before:
            self.grown = self._memory("VmHWM") - self.before
        expect(self.grown < MOST_GROWTH, f"{name}: the server grew by {self.grown} bytes")
        expect(self.elsewhere.visits == 0, f"{name}: a redirect was followed")

    def _memory(self, what):
        with open(f"/proc/{self.served.server.pid}/status", encoding="ascii") as file:
            return int(re.search(rf"{what}:\s+(\d+) kB", file.read())[1]) * 1024

    def an_smtp_server_that_means_harm(self):
        sent = []
        for name, stage, act in MISCHIEF:
            self.turns += 1
            self.relay.turn_to(stage, act)
            self.relayed.save_mail("smtp", self.turns, self.door.origin, self.relay.port)
            sent.append((self.relayed, self.relayed.send(), name))
            wait_until(lambda: self.relay.was_done, f"{name}: the relay to be asked")
            self._hold_together(f"smtp, {name}")
        self._settle(sent)
        for project, broadcast, name in sent:
            self._judge(f"smtp, {name}", project.ends(broadcast), ["smtp"], held={"smtp"})
        self._hold_together("smtp, all of it")

    @staticmethod
    def _settle(sent):
        """What has an end to come has it within a second; the rest waits for its account, and is cancelled."""
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline and not all(one.is_processed(which) for one, which, _ in sent):
            time.sleep(0.05)
        for project, broadcast, _ in sent:
            project.cancel(broadcast)

    # Tokens, receipts, renewals.

    def what_is_asked_beside_messages(self):
        self.mischief.honest = {"/push/send": TICKETS}
        sent = []
        acts = {name: h1.whole(*answer) for name, answer, *_ in whole_answers(self.elsewhere.origin)}
        for name, act in (acts | h1.BROKEN).items():
            if name not in ASIDE_TURNS:
                continue
            self.turns += 1
            self.mischief.turn_to("h1", act)
            self.asides.save_asides(self.turns, self.door.origin)
            sent.append((self.asides, self.asides.send(), name))
            wait_until(self._asides_asked, f"{name}: tokens, receipts and renewals to be asked for")
            self._hold_together(f"beside messages, {name}")
        expect(len(sent) == len(ASIDE_TURNS), "a turn is missing")
        self._settle(sent)
        for project, broadcast, name in sent:
            ends, providers = project.ends(broadcast), ["expo", "fcm", "slack"]
            self._judge(f"beside messages, {name}", ends, providers, taken={"expo"}, held={"fcm", "slack"})
        wait_until(lambda: self.asides.count("delivery.unconfirmed") == len(sent), "receipts to be given up")

    def _asides_asked(self):
        return all(any(path.endswith(aside) for path in self.mischief.asked) for aside in ASIDES)

    # What is left of it.

    def the_slow_smtp_server_was_left(self):
        self._judge("a byte of the greeting a second", self.slow.ends(self.slow_broadcast), ["smtp"], held={"smtp"})
        expect("greeting" in self.slow_relay.reached, "the slow relay was not asked")

    def no_password_went_out_in_the_clear(self):
        heard = self.relay.in_the_clear + self.slow_relay.in_the_clear
        expect(b"EHLO" in heard, "the relay heard nothing")
        expect(b"AUTH" not in heard and WORD.encode() not in heard, "a login was sent in the clear")
        expect("verdict" in self.relay.reached, f"no mail got further than {self.relay.reached}")

    def no_secret_came_to_light(self):
        served = self.served
        projects = (self.rest, self.asides, self.relayed, self.slow, *self.mails.values())
        shown = {f"events of {each.name}": str(each.events()) for each in projects}
        shown |= {f"hooks of {self.rest.name}": str(list(self.rest.rest.pages("/integrations/webhook")))}
        served.stop()
        with open(served.server.log_path, encoding="utf-8", errors="replace") as log:
            shown["the log"] = log.read()
        for where, text in shown.items():
            if found := SECRETS.search(text):
                expect(False, f"a secret is in {where}: …{text[max(0, found.start() - 200) : found.end() + 40]}…")
        expect(self.elsewhere.visits == 0, "a redirect was followed")
        print(f"    {self.turns} turns; the server grew by {self.grown // 1024} KiB", flush=True)


STEPS = [
    HostileAnswers.set_up,
    HostileAnswers.an_smtp_server_says_a_byte_a_second,
    HostileAnswers.the_server_is_warm,
    HostileAnswers.whole_answers_that_mean_no_good,
    HostileAnswers.broken_http_1,
    HostileAnswers.broken_http_2,
    HostileAnswers.an_smtp_server_that_means_harm,
    HostileAnswers.what_is_asked_beside_messages,
    HostileAnswers.the_slow_smtp_server_was_left,
    HostileAnswers.no_password_went_out_in_the_clear,
    HostileAnswers.no_secret_came_to_light,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, HostileAnswers))

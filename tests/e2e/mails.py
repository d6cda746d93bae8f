#!/usr/bin/env python3
"""E-mail, end to end: `carillon serve` delivers broadcasts through every provider that carries mail, each from a
project of its own, to the sandbox, which is as strict as they are; what people would read is looked at where a
recorder stands in a provider's place.

Own words, HTML, templates and hostile ones; many recipients in a request, one bad one among them; a second account
that takes over from a refused one; refusals for good and for now; and the link that ends mails of a category.
"""

import http.client
import json
import re
import sys
from collections import Counter
from pathlib import Path

from mail_callbacks import Amazon, Mailgun, SendGrid
from mail_recorders import Identity, RelayRecorder, WebRecorder
from play import play
from served import expect
from books import ledger
from harness.processes import wait_until
from harness.rest import Rest

PUBLIC_URL = "https://notify.example"
SENDER = {"email": "news@mail.example.com", "name": "Grüße"}
SES = {"key_id": "AKIDEXAMPLE", "secret_key": "wJalrXUtnFEMI/K7MDENG", "region": "eu-west-1"}
TAKEN = {"ses": 200, "sendgrid": 202, "mailgun": 200, "smtp": 250, "ping_email": 204}
SESSIONS = 2  # with one relay at a time


def people(count, *others):
    """External id → address."""
    named = {f"user-{number}": f"User.{number}@x.example.com" for number in range(count)}
    return named | {f"other-{number}": address for number, address in enumerate(others)}


class Project:
    """Sends nothing but mail to its people."""

    def __init__(self, served, name, integrations, addresses):
        self.served, self.addresses = served, addresses
        made = json.loads(served.command("project", "create", name, "--json"))
        self.id = made["id"]
        token = json.loads(served.command("token", "create", "--project", self.id, "--json"))["token"]
        self.rest = Rest(served.server.facts["api_port"], token)
        for kind, config in integrations:
            self.rest.call("PUT", f"/integrations/{kind}", config)
        self.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "email"}]})
        path = served.path(f"{name}.ndjson")
        with open(path, "w", encoding="utf-8") as file:
            for external_id, address in addresses.items():
                row = {"external_id": external_id, "email": address, "first_name": "Ada", "last_name": external_id}
                file.write(json.dumps(row) + "\n")
        served.command("import", path, "--project", self.id)

    def user(self, external_id):
        words = ("token", "create", "--project", self.id, "--user", external_id, "--json")
        return Rest(self.served.server.facts["api_port"], json.loads(self.served.command(*words))["token"])

    def send(self, *names, failures=0, **content):
        """To these, or to all; waits. The broadcast's id."""
        to = [{"external_id": name} for name in names] or [{"users": {"all": True}}]
        body = {"title": "Bells", "content": "They ring.", "category": "news", "recipients": to, **content}
        self.served.rest = self.rest
        broadcast = self.rest.call("POST", "/broadcasts", body)["id"]
        summary = self.served.processed(broadcast)["status"]["summary"]
        wanted = {"total": len(names) or len(self.addresses), "failures": failures}
        expect(summary == wanted, f"the summary is {summary}, not {wanted}")
        return broadcast

    def events(self, broadcast):
        """By type; each row's context."""
        found = {}
        for row in self.rest.pages("/events"):
            context = row.get("context") or {}
            if context.get("broadcast_id") == broadcast and row["type"].startswith("delivery."):
                found.setdefault(row["type"], []).append(context)
        return found

    def wait_for(self, provider):
        """Until what was saved holds: within a second or two."""
        wait_until(lambda: self.events(self.send("user-0"))["delivery.sent"][0]["provider"] == provider,
                   f"mails to go by {provider}")

    def balance(self, broadcast, provider, *names):
        """Each of these (or all) was taken once by that provider, and nobody else; the events say the same."""
        sent = self.events(broadcast).get("delivery.sent", [])
        expect({one["provider"] for one in sent} == {provider}, f"sent through {sent[:3]}")
        seen = [one for one in taken(self.served, provider) if one.notification in
                {each["notification_id"] for each in sent}]
        wanted = Counter(self.addresses[name].lower() for name in names or self.addresses)
        expect(Counter(one.token.lower() for one in seen) == wanted, f"{provider} took {len(seen)} of {len(wanted)}")
        if provider != "ping_email":
            told = Counter(one["delivery_id"] for one in sent)
            expect(Counter(one.delivery for one in seen) == told, f"{provider}'s books are not the events'")
        return seen


def lines(served, provider):
    return [one for one in ledger.read(served.ledger, is_live=True) if one.provider == provider]


def taken(served, provider):
    return [one for one in lines(served, provider) if one.status == TAKEN[provider]]


class Mails:
    def __init__(self, served):
        self.served = served
        self.identity = Identity(served.folder)
        self.web = WebRecorder(self.identity, b'{"id":"<1@mg.example.com>","message":"Queued. Thank you."}')
        self.relay = RelayRecorder(self.identity)

    def set_up(self):
        served = self.served
        self._change_settings()
        served.control.call("PUT", "/credentials", {
            "ses": [{name: SES[name] for name in ("key_id", "secret_key")}],
            "sendgrid": [{"api_key": "SG.key"}],
            "mailgun": [{"domain": "mg.example.com", "api_key": "key"}],
            "smtp": [{"username": "mailer", "password": "pass"}],
        })
        served.start()
        relay = self._relay_at(self.relay.port)
        self.readers = Project(served, "readers", [("smtp", relay)], people(4))

    def _change_settings(self):
        """Mailgun's other region is the recorder; links lead to PUBLIC_URL; both certificates are trusted."""
        path = Path(self.served.settings)
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'mailgun_eu = "[^"]*"', f'mailgun_eu = "{self.web.origin}"', text)
        text = text.replace("[api]\n", f'[api]\npublic_url = "{PUBLIC_URL}"\n')
        text = text.replace("[providers]\n", f"[providers]\nmail_sessions = {SESSIONS}\n")
        both = Path(self.served.path("both-ca.pem"))
        own = self.served.sandbox.facts["ca_file"]
        both.write_text(Path(own).read_text() + Path(self.identity.certificate).read_text())
        path.write_text(text.replace(f'ca_file = "{own}"', f'ca_file = "{both}"'), encoding="utf-8")

    def _relay_at(self, port, **changes):
        return {"host": "127.0.0.1", "port": port, "username": "mailer", "password": "pass", "from": SENDER,
                "security": "starttls"} | changes

    def rule(self, provider, status, reason, **match):
        rule = {"provider": provider, "match": match, "times": 1, "action": {"respond": {"status": status, "reason": reason}}}
        self.served.control.call("POST", "/rules", [rule])

    # What a mail says.

    def own_words_are_kept_as_they_are(self):
        self.readers.send("user-0", title="2*3*4=24 & <b>", content="# 1 in *the* charts\n\nhttps://x.example.com/a?b=1&c=2")
        mail = self.relay.to(self.readers.addresses["user-0"])
        expect(mail["subject"] == "2*3*4=24 & <b>", f"the subject is {mail['subject']}")
        expect(mail["from"] == "Grüße <news@mail.example.com>", f"it is from {mail['from']}")
        plain, rich = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        expect("# 1 in *the* charts" in plain and "https://x.example.com/a?b=1&c=2" in plain, f"text: {plain}")
        expect("# 1 in *the* charts</p>" in rich, f"Markdown was read into own words: {rich}")
        expect('href="https://x.example.com/a?b=1&amp;c=2"' in rich, f"no link: {rich}")
        expect("2*3*4=24 &amp; &lt;b&gt;" in rich, "the title is no heading of the page")

    def html_keeps_what_is_safe(self):
        content = '<h2>Hi</h2><p onclick="x()">so <b>bold</b><script>alert(1)</script></p><img src="https://x.example.com/i.png" alt="bell">'
        self.readers.send("user-0", content=content)
        mail = self.relay.to(self.readers.addresses["user-0"])
        plain, rich = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        expect("bold</" in rich and 'alt="bell"' in rich, f"HTML was stripped: {rich}")
        expect("alert(1)" not in rich + plain and "onclick" not in rich, f"it runs: {rich}")
        expect("so bold" in plain and "<" not in plain, f"text: {plain}")

    def a_template_is_markdown(self):
        template = {"channel": "email", "category": "written", "text": "Dear *{{ recipient.last_name }}*, **{{ notification.title }}**"}
        self.readers.user("user-0").call("POST", "/integrations/templates/installations", template)
        self.readers.send("user-0", "user-1", category="written", title="<Bells>")
        for name in ("user-0", "user-1"):
            mail = self.relay.to(self.readers.addresses[name])
            plain, rich = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
            expect(re.search(rf"<em[^>]*>{name}</em>", rich), f"no emphasis: {rich}")
            expect(re.search(r"<strong[^>]*>&lt;Bells&gt;</strong>", rich), f"the title runs or is not strong: {rich}")
            expect(f"Dear {name}, <Bells>" in plain, f"text: {plain}")

    def hostile_words_add_no_header(self):
        hostile = "Hi\r\nBcc: victim@evil.example.com\r\n\r\n.\r\nMAIL FROM:<x@evil.example.com>"
        recipient = {"external_id": "user-2", "first_name": '"Ada" <x@evil.example.com>,', "last_name": "=?utf-8?q?=0a?="}
        count = len(self.relay.mails)
        body = {"title": hostile, "content": hostile + "\r\n.\r\n", "category": "a\r\nBcc: b", "topic": "t\r\nBcc: b",
                "action_url": "https://x.example.com/%0d%0aBcc:x", "recipients": [recipient]}
        self.served.rest = self.readers.rest
        status, answer = self.readers.rest.send("POST", "/broadcasts", body)
        if status == 422:  # then without what is refused by name
            expect("category" in str(answer) or "topic" in str(answer), f"refused otherwise: {answer}")
            body |= {"category": "news", "topic": "t"}
            answer = self.readers.rest.call("POST", "/broadcasts", body)
        self.served.processed(answer["id"])
        expect(len(self.relay.mails) == count + 1, f"{len(self.relay.mails) - count} mails came of one")
        sender, recipients, mail = self.relay.mails[-1]
        expect((sender, recipients) == (SENDER["email"], [self.readers.addresses["user-2"]]), f"{sender} {recipients}")
        expect("bcc" not in mail and not mail.defects, f"header fields: {mail.keys()} {mail.defects}")
        twice = [name for name, times in Counter(name.lower() for name in mail.keys()).items() if times > 1]
        expect(not twice, f"fields that are there twice: {twice}")
        expect("\n" not in mail["subject"] and len(mail["to"].addresses) == 1, f"{mail['subject']!r} {mail['to']}")
        expect(mail["to"].addresses[0].addr_spec == self.readers.addresses["user-2"], f"to {mail['to']}")
        expect("Bcc: victim" in mail.get_body(("plain",)).get_content(), "the content is gone")

    def a_delivery_names_itself_in_its_mail(self):
        broadcast = self.readers.send("user-1")
        told = self.readers.events(broadcast)["delivery.sent"][0]
        mail = self.relay.to(self.readers.addresses["user-1"])
        expect(mail["message-id"] == f"<{told['delivery_id']}@mail.example.com>", f"it is {mail['message-id']}")
        expect(mail["x-carillon-notification"] == told["notification_id"], "the notification's id is missing")

    # The link that ends mails of a category.

    def one_click_ends_mails_of_a_category(self):
        readers, who = self.readers, "user-3"
        readers.send(who)
        mail = self.relay.to(readers.addresses[who])
        link = mail["list-unsubscribe"].strip("<>")
        expect(link.startswith(PUBLIC_URL + "/u/") and "," not in link, f"the link is {link}")
        expect(mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click", "no one-click")
        for kind in ("plain", "html"):
            expect(link in mail.get_body((kind,)).get_content(), f"no link in the {kind} part")
        path = link.removeprefix(PUBLIC_URL)
        expect(self._visit("GET", path)[0] == 200, "the page is not there")
        before = len(self.relay.mails)
        readers.send(who)
        expect(len(self.relay.mails) == before + 1, "fetching the link ended mails")
        status, text = self._visit("POST", path, "List-Unsubscribe=One-Click")
        expect((status, text) == (200, b""), f"one click was answered {status} {text!r}")
        broadcast = readers.send()
        skipped = readers.events(broadcast)["delivery.skipped"]
        expect([one["reason"] for one in skipped] == ["muted"], f"skipped: {skipped}")
        expect(len(readers.events(broadcast)["delivery.sent"]) == len(readers.addresses) - 1, "others got none")
        other = readers.send(who, category="other")
        expect(len(readers.events(other)["delivery.sent"]) == 1, "another category ended too")

    def _visit(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.served.server.facts["api_port"], timeout=60)
        words = {"content-type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, words)
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    def nothing_goes_to_a_suppressed_address(self):
        readers, who = self.readers, "user-2"
        spelled = readers.addresses[who].upper()
        entry = readers.rest.call("POST", "/suppressions", {"email": spelled, "note": "asked us"})
        broadcast = readers.send()
        told = readers.events(broadcast)
        reasons = sorted(one["reason"] for one in told["delivery.skipped"])
        expect(reasons == ["muted", "suppressed"], f"skipped: {reasons}")
        expect(len(told["delivery.sent"]) == len(readers.addresses) - 2, f"sent: {told['delivery.sent']}")
        listed = self.served.command("suppression", "list", "--project", readers.id, "--json")
        expect(json.loads(listed)["email"] == spelled, f"the command line lists {listed}")
        self.served.command("suppression", "remove", readers.addresses[who], "--project", readers.id)
        status, _ = readers.rest.send("GET", f"/suppressions/{entry['id']}")
        expect(status == 404, f"removed, it is answered {status}")
        expect(len(readers.events(readers.send(who))["delivery.sent"]) == 1, "removed, it gets none")
        self.served.command("suppression", "add", spelled, "--project", readers.id, "--note", "again")
        listed = readers.rest.call("GET", "/suppressions")["data"]
        expect([(one["source"], one["note"]) for one in listed] == [("cli", "again")], f"listed: {listed}")

    # Each provider.

    def smtp_answers_for_each_recipient(self):
        config = self._relay_at(self.served.sandbox.facts["smtp_port"])
        addresses = people(3, "sbx-NO_SUCH_USER-1@x.example.com", "later@x.example.com")
        project = Project(self.served, "relayed", [("smtp", config)], addresses)
        self.rule("smtp", 451, "TRY_LATER", token_prefix="later@")
        broadcast = project.send(failures=1)
        project.balance(broadcast, "smtp", *[name for name in addresses if name != "other-0"])
        told = project.events(broadcast)
        failed = told["delivery.failed"]
        expect(len(failed) == 1 and failed[0]["reason"].startswith("no such mailbox"), f"failed: {failed}")
        expect([one["attempt"] for one in told["delivery.retried"]] == [1], f"retried: {told['delivery.retried']}")
        attempts = sorted(one["attempt"] for one in told["delivery.sent"])
        expect(attempts == [1, 1, 1, 2], f"attempts: {attempts}")
        secure = self._relay_at(self.served.sandbox.facts["smtps_port"], security="ssl")
        project.rest.call("PUT", "/integrations/smtp", secure)
        project.balance(project.send("user-0"), "smtp", "user-0")

    def a_relay_sees_no_more_sessions_than_it_may(self):
        relay = RelayRecorder(self.identity)
        Project(self.served, "modest", [("smtp", self._relay_at(relay.port))], people(300)).send()
        expect(len(relay.mails) == 300, f"it took {len(relay.mails)} mails")
        expect(relay.most_sessions == SESSIONS, f"there were {relay.most_sessions} sessions at a time")

    def ses_signs_each_mail(self):
        project = Project(self.served, "signed", [("ses", SES | {"from": SENDER})], people(5))
        self.rule("ses", 429, "TooManyRequestsException")
        project.balance(project.send(), "ses")

    def sendgrid_takes_many_at_once(self):
        addresses = people(1200, "sbx-BAD_ADDRESS-1@x.example.com", "user.0@X.example.com")
        project = Project(self.served, "crowd", [("sendgrid", {"api_key": "SG.key", "from": SENDER})], addresses)
        self.rule("sendgrid", 429, "TOO_MANY_REQUESTS", token_prefix="User.")
        broadcast = project.send(failures=1)
        seen = project.balance(broadcast, "sendgrid", *[name for name in addresses if name != "other-0"])
        requests = len({(one.time_us, one.body_hash) for one in seen})
        expect(requests < 150, f"{len(seen)} mails took {requests} requests")
        failed = project.events(broadcast)["delivery.failed"]
        expect(len(failed) == 1, f"failed: {failed}")

    def mailgun_shows_nobody_another(self):
        config = {"api_key": "key", "domain": "mg.example.com", "region": "us", "from": SENDER}
        addresses = people(300, "sbx-BAD_RECIPIENT-1@x.example.com")
        project = Project(self.served, "varied", [("mailgun", config)], addresses)
        broadcast = project.send(failures=1)
        project.balance(broadcast, "mailgun", *[name for name in addresses if name != "other-0"])
        project.rest.call("PUT", "/integrations/mailgun", config | {"region": "eu"})
        wait_until(lambda: project.send("user-0") and self.web.requests, "the other region to be called")
        self.web.requests.clear()
        project.send(*[f"user-{number}" for number in range(300)])
        forms = self.web.forms()
        shown = 0
        for form in forms:
            to = [value for name, value in form if name == "to"]
            variables = json.loads(dict(form)["recipient-variables"])
            expect(len(variables) == len(to), f"{len(to)} recipients, {len(variables)} of them known")
            shown += len(to)
            rest = json.dumps([pair for pair in form if pair[0] not in ("to", "recipient-variables")])
            expect("x.example.com" not in rest, f"an address is in what all of them get: {rest}")
            expect(dict(form)["h:List-Unsubscribe"] == "<%recipient.url%>", f"the link is everybody's: {form}")
            links = {each["url"] for each in variables.values()}
            expect(len(links) == len(to) and all(link.startswith(PUBLIC_URL) for link in links), f"links: {links}")
        expect(shown == 300 and len(forms) < 150, f"{shown} recipients in {len(forms)} requests")

    def a_pinged_url_is_told_of_everybody(self):
        config = {"url": f"{self.served.sandbox_origin}/ping?key=1"}
        project = Project(self.served, "pinged", [("ping_email", config)], people(20))
        project.balance(project.send(content="<p>as *it* is</p>"), "ping_email")

    def a_second_account_takes_over_from_a_refused_one(self):
        integrations = [("ses", SES | {"secret_key": "ofSomebodyElse", "from": SENDER}),
                        ("sendgrid", {"api_key": "SG.key", "from": SENDER})]
        project = Project(self.served, "double", integrations, people(6))
        broadcast = project.send()
        project.balance(broadcast, "sendgrid")
        refused = [one for one in lines(self.served, "ses") if one.status == 403]
        expect(refused, "the first account was not asked")
        project.rest.call("PUT", "/integrations/ses", SES | {"from": SENDER})
        project.wait_for("ses")
        project.balance(project.send(), "ses")

    # What comes back.

    def what_came_back_is_an_event_and_ends_mails(self):
        mailgun = {"api_key": "key", "domain": "mg.example.com", "region": "us", "from": SENDER}
        sendgrid = {"api_key": "SG.key", "from": SENDER}
        for by, config in ((Mailgun(), mailgun), (SendGrid(self.served), sendgrid), (Amazon(self.served), SES | {"from": SENDER})):
            integrations = [(by.kind, config | by.settings), *by.others]
            project = Project(self.served, f"told-by-{by.kind}", integrations, people(2))
            broadcast = project.send()
            one = project.events(broadcast)["delivery.sent"][0]
            who = next(line.token for line in taken(self.served, by.kind) if line.delivery == one["delivery_id"])
            by.tell_of_bounce(project.rest, Rest(self.served.server.facts["api_port"]), one, who)
            found = project.events(broadcast).get("delivery.bounced", [])
            expect([each["delivery_id"] for each in found] == [one["delivery_id"]], f"{by.kind}: told of {found}")
            listed = project.rest.call("GET", "/suppressions")["data"]
            seen = [(each["email"], each["reason"], each["source"], each["delivery_id"]) for each in listed]
            expect(seen == [(who, "bounce", by.kind, one["delivery_id"])], f"{by.kind}: listed: {listed}")
            told = project.events(project.send())
            expect([each["reason"] for each in told["delivery.skipped"]] == ["suppressed"], f"{by.kind}: {told}")
            expect(len(told["delivery.sent"]) == 1, f"{by.kind}: {told}")

    def stop(self):
        self.served.stop()


STEPS = [
    Mails.set_up,
    Mails.own_words_are_kept_as_they_are,
    Mails.html_keeps_what_is_safe,
    Mails.a_template_is_markdown,
    Mails.hostile_words_add_no_header,
    Mails.a_delivery_names_itself_in_its_mail,
    Mails.one_click_ends_mails_of_a_category,
    Mails.nothing_goes_to_a_suppressed_address,
    Mails.smtp_answers_for_each_recipient,
    Mails.a_relay_sees_no_more_sessions_than_it_may,
    Mails.ses_signs_each_mail,
    Mails.sendgrid_takes_many_at_once,
    Mails.mailgun_shows_nobody_another,
    Mails.a_pinged_url_is_told_of_everybody,
    Mails.a_second_account_takes_over_from_a_refused_one,
    Mails.what_came_back_is_an_event_and_ends_mails,
    Mails.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Mails))

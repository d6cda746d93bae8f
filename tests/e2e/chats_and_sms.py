#!/usr/bin/env python3
"""Teams, Slack and SMS before the sandbox, as a person would use it: `carillon serve` and the REST API alone.

Users save hooks; broadcasts reach them in the words they were written in; a dead hook is discarded, one that is
closed fails alone, one that is busy is left alone while the others are written to. No number gets a message twice,
whatever is killed. The books are exact.
"""

import hashlib
import json
import os
import sys

from play import play
from served import expect
from books import ledger
from harness.processes import wait_until


SLACK = {
    "app_id": "A0123456789",
    "client_id": "1234567890.1234567890",
    "client_secret": "client-secret-of-nobody-32-chars",
    "signing_secret": "signs-in-nobodys-name-0123456789",
}


TWILIO = {
    "account_sid": "AC00000000000000000000000000000001",
    "api_key": "SK00000000000000000000000000000001",
    "api_secret": "secret-of-nobody",
    "from": "+15005550006",
    "region": "ie1",
}
CHATS = {
    "slack": [{"token": "xoxb-one"}, {"token": "xoxb-two", "refresh_token": "xoxe-two"}],
    "twilio": [{name: TWILIO[name] for name in ("account_sid", "api_key", "api_secret")}],
}
CROWD, KILLS = 300, 3
PUBLIC_URL = "https://bells.example"


class Chats:
    def __init__(self, served):
        self.served = served
        self.users = {}

    def set_up(self):
        served = self.served
        served.control.call("PUT", "/credentials", served.credentials.for_sandbox() | CHATS)
        os.environ["CARILLON_API__PUBLIC_URL"] = PUBLIC_URL
        served.start()
        served.make_project()
        served.rest.call("PUT", "/integrations/slack", SLACK)
        served.rest.call("PUT", "/integrations/twilio", TWILIO)
        for channel in ("teams", "slack", "sms"):
            plan = {"category": channel, "channels": [{"channel": channel}]}
            served.rest.call("POST", "/channels/deliveryconfig/categories", plan)

    # What people do

    def user(self, name):
        if name not in self.users:
            self.users[name] = self.served.as_user(name)
        return self.users[name]

    def have_hook(self, name, path, channel="teams"):
        hook = {"webhook": {"url": self.served.sandbox_origin + path}}
        self.user(name).call("POST", f"/channels/{channel}/tokens", hook)

    def have_workspace(self, name, team, token, **more):
        one = {"access_token": token, "app_id": SLACK["app_id"], "authed_user": {"id": "U0"}, "team": {"id": team}}
        self.user(name).call("POST", "/integrations/slack/installations", one | more)

    def have_channel(self, name, team, channel):
        oauth = {"channel_id": channel, "installation_id": f"{SLACK['app_id']}-{team}"}
        self.user(name).call("POST", "/channels/slack/tokens", {"oauth": oauth})

    def is_discarded(self, name, channel):
        rows = self.user(name).call("GET", f"/channels/{channel}/tokens")["data"]
        return all(row.get("discarded_at") for row in rows)

    def misbehave(self, provider, prefix, answer, **limits):
        rule = {"provider": provider, "match": {"token_prefix": prefix}, "action": {"respond": answer}, **limits}
        self.served.control.call("POST", "/rules", [rule])

    def send(self, channel, names, **content):
        body = {"title": "Bells", "content": "They ring.", "category": channel}
        recipients = [{"external_id": name} for name in names]
        return self.served.rest.call("POST", "/broadcasts", body | {"recipients": recipients} | content)["id"]

    def have_number(self, name, number):
        self.served.rest.call("PUT", "/users", {"external_id": name, "phone_numbers": [number]})

    def lose(self, prefix, is_taken):
        rule = {"provider": "twilio", "match": {"token_prefix": prefix}, "action": {"close": {"accepted": is_taken}}}
        self.served.control.call("POST", "/rules", [rule])

    def taken_for(self, number):
        lines = [line for line in self.seen("twilio") if line.token == number]
        return [line for line in lines if line.status == 201 or line.reason == "answer_lost"]

    # What is on record

    def seen(self, provider):
        return [line for line in ledger.read(self.served.ledger, is_live=True) if line.provider == provider]

    def events_of(self, broadcast):
        rows = self.served.rest.pages("/events")
        return [row for row in rows if (row.get("context") or {}).get("broadcast_id") == broadcast]

    def ends(self, broadcast, names, failures=0, **wanted):
        """Waits; then each recipient has one end, as many of a kind as wanted, and the summary says the same."""
        status = self.served.processed(broadcast)["status"]
        summary = {"total": len(names), "failures": failures}
        expect(status["summary"] == summary, f"the summary is {status}, not {summary}")
        counted = {}
        for row in self.events_of(broadcast):
            kind = row["type"].partition(".")
            if kind[0] == "delivery" and kind[2] != "retried":
                counted[kind[2]] = counted.get(kind[2], 0) + 1
        expect(counted == wanted, f"the events are {counted}, not {wanted}")

    def reason_of(self, broadcast, kind):
        found = [row["context"].get("reason", "") for row in self.events_of(broadcast) if row["type"] == f"delivery.{kind}"]
        expect(len(found) == 1, f"delivery.{kind}: {found}")
        return found[0]

    # Teams

    def cards_reach_workflows_and_the_old_connector(self):
        self.have_hook("anna", "/workflows/anna/triggers/manual/paths/invoke?api-version=2016-06-01&sig=a%2Bb")
        self.have_hook("bert", "/webhookb2/bert")
        broadcast = self.send("teams", ["anna", "bert", "nobody"])
        self.ends(broadcast, ["anna", "bert", "nobody"], sent=2, skipped=1)
        expect(self.reason_of(broadcast, "skipped") == "no_address", "who has no hook has no address")
        paths = {line.token.partition("?")[0]: line.status for line in self.seen("teams")}
        expect(paths == {"/workflows/anna/triggers/manual/paths/invoke": 202, "/webhookb2/bert": 200}, f"{paths}")
        whole = [line.token for line in self.seen("teams") if line.token.startswith("/workflows")]
        expect(whole[0].endswith("?api-version=2016-06-01&sig=a%2Bb"), f"the query changed: {whole}")

    def words_are_shown_as_they_were_written(self):
        broadcast = self.send("teams", ["anna"], title="*2* [x](y)", content="# 1\n2*3*4=24 <b>&amp;")
        self.ends(broadcast, ["anna"], sent=1)
        expected = card([r"\*2\* \[x\](y)", "\\# 1\n\n2\\*3\\*4=24 \\<b>\\&amp;"])
        expect(self.seen("teams")[-1].body_hash == digest(expected), "the card is another")

    def a_template_writes_markdown_and_its_values_none(self):
        template = {"channel": "teams", "category": "teams", "text": "**{{ notification.content }}** _now_"}
        self.user("anna").call("POST", "/integrations/templates/installations", template)
        broadcast = self.send("teams", ["anna"], content="*x*")
        self.ends(broadcast, ["anna"], sent=1)
        expected = card(["Bells", r"**\*x\*** _now_"])
        expect(self.seen("teams")[-1].body_hash == digest(expected), "the card is another")

    def a_dead_hook_is_discarded(self):
        self.have_hook("dora", "/workflows/dead/x")
        self.have_hook("emil", "/webhookb2/dead")
        self.misbehave("teams", "/workflows/dead", {"reason": "WorkflowNotFound"})
        self.misbehave("teams", "/webhookb2/dead", {"status": 200, "body": hidden(404)})
        broadcast = self.send("teams", ["anna", "dora", "emil"])
        self.ends(broadcast, ["anna", "dora", "emil"], failures=2, sent=1, failed=2)
        expect(self.is_discarded("dora", "teams") and self.is_discarded("emil", "teams"), "a dead hook was kept")
        expect(not self.is_discarded("anna", "teams"), "a living hook was discarded")

    def a_hook_that_is_closed_fails_alone(self):
        self.have_hook("finn", "/workflows/closed/x")
        self.misbehave("teams", "/workflows/closed", {"status": 401, "reason": "DirectApiAuthorizationRequired"})
        for _ in range(2):
            broadcast = self.send("teams", ["finn", "anna"])
            self.ends(broadcast, ["finn", "anna"], failures=1, sent=1, failed=1)
        expect(not self.is_discarded("finn", "teams"), "a hook that is closed may be opened again")

    def a_busy_hook_is_left_alone_and_no_other(self):
        self.have_hook("gina", "/webhookb2/busy")
        self.misbehave("teams", "/webhookb2/busy", {"status": 429, "retry_after": "2"}, times=1)
        broadcast = self.send("teams", ["gina", "anna", "bert"])
        self.ends(broadcast, ["gina", "anna", "bert"], sent=3)
        self.came_back_after("teams", "/webhookb2/busy", 2)

    def came_back_after(self, provider, token, seconds):
        """Once, and no earlier than it was asked to; others did not wait for it."""
        lines = self.seen(provider)
        times = [line.time_us for line in lines if line.token == token]
        expect(len(times) == 2 and times[1] - times[0] >= seconds * 1_000_000, f"{token} was written to at {times}")
        others = [line for line in lines if times[0] < line.time_us < times[1]]
        expect(others or lines[-1].token == token, "the others waited for it")

    # Slack

    def a_bot_writes_to_channels_and_a_hook_to_its_own(self):
        self.have_workspace("anna", "T1", "xoxb-one")
        self.have_channel("anna", "T1", "C1")
        self.have_hook("bert", "/services/T1/B1/bert", "slack")
        broadcast = self.send("slack", ["anna", "bert", "nobody"])
        self.ends(broadcast, ["anna", "bert", "nobody"], sent=2, skipped=1)
        lines = {line.token: line for line in self.seen("slack")}
        expect(set(lines) == {"C1", "/services/T1/B1/bert"}, f"{lines}")
        ids = [row["context"]["delivery_id"] for row in self.events_of(broadcast) if row["type"] == "delivery.sent"]
        expect(lines["C1"].delivery in ids, "the message does not carry its delivery's id")
        said = {"text": "*Bells*\nThey ring.", "delete_original": False, "replace_original": False}
        expect(lines["/services/T1/B1/bert"].body_hash == digest(said), "the hook was told something else")

    def words_are_no_markup_and_templates_are(self):
        broadcast = self.send("slack", ["bert"], title="_x_ <!channel>", content="*b* & > q")
        self.ends(broadcast, ["bert"], sent=1)
        said = {"text": "_x_ &lt;!channel&gt;\n*b* &amp; &gt; q", "delete_original": False, "replace_original": False}
        expect(self.seen("slack")[-1].body_hash == digest(said | {"mrkdwn": False}), "markup was read, or changed")
        text = "**{{ notification.content }}** [go](https://a.example/x)"
        template = {"channel": "slack", "category": "slack", "text": text}
        self.user("anna").call("POST", "/integrations/templates/installations", template)
        broadcast = self.send("slack", ["bert"], content="<!here>")
        self.ends(broadcast, ["bert"], sent=1)
        said["text"] = "*Bells*\n*&lt;!here&gt;* <https://a.example/x|go>"
        expect(self.seen("slack")[-1].body_hash == digest(said), "the template was not translated")

    def errors_within_a_success_are_heard(self):
        self.have_workspace("dora", "T1", "xoxb-one")
        self.have_channel("dora", "T1", "C-gone")
        self.have_workspace("emil", "T1", "xoxb-one")
        self.have_channel("emil", "T1", "C-shut")
        self.have_workspace("finn", "T2", "xoxb-revoked")
        self.have_channel("finn", "T2", "C1")
        self.have_channel("gina", "T9", "C1")  # of a workspace that nobody installed
        self.misbehave("slack", "C-gone", {"reason": "channel_not_found"})
        self.misbehave("slack", "C-shut", {"reason": "not_in_channel"})
        names = ["dora", "emil", "finn", "gina", "bert"]
        broadcast = self.send("slack", names)
        self.ends(broadcast, names, failures=3, sent=1, failed=3, skipped=1)
        expect(self.reason_of(broadcast, "skipped") == "invalid_address", "a workspace nobody installed")
        expect(self.is_discarded("dora", "slack"), "a channel that is gone was kept")
        for name in ("emil", "finn"):
            expect(not self.is_discarded(name, "slack"), f"{name}'s channel may be opened again")

    def a_busy_channel_is_left_alone_and_no_other(self):
        self.have_workspace("hans", "T1", "xoxb-one")
        self.have_channel("hans", "T1", "C-busy")
        self.misbehave("slack", "C-busy", {"reason": "ratelimited", "retry_after": "2"}, times=1)
        broadcast = self.send("slack", ["hans", "bert"])
        self.ends(broadcast, ["hans", "bert"], sent=2)
        self.came_back_after("slack", "C-busy", 2)

    def one_channel_of_many_people_is_written_to_at_a_distance(self):
        names = ["ida", "jan", "kai"]
        for name in names:
            self.have_hook(name, "/services/T1/B1/shared", "slack")
        broadcast = self.send("slack", names)
        self.ends(broadcast, names, sent=3)
        times = [line.time_us for line in self.seen("slack") if line.token == "/services/T1/B1/shared"]
        gaps = [after - before for before, after in zip(times, times[1:])]
        expect(len(times) == 3 and min(gaps) >= 900_000, f"one hook was written to {gaps} us apart")

    def a_token_that_ends_soon_is_traded_once(self):
        self.have_workspace("lena", "T5", "xoxb-two", refresh_token="xoxe-two", expires_in=60)
        self.have_channel("lena", "T5", "C-renewed")
        for _ in range(2):
            broadcast = self.send("slack", ["lena"])
            self.ends(broadcast, ["lena"], sent=1)
        trades = [line for line in self.seen("slack") if line.token == "/api/oauth.v2.access"]
        expect(len(trades) == 1, f"the refresh token was traded {len(trades)} times")

    # SMS

    def a_text_message_has_its_segments_on_record(self):
        self.have_number("anna", "+15551230001")
        self.have_number("bert", "+15005550004")  # opted out, says Twilio
        names = ["anna", "bert", "nobody"]
        broadcast = self.send("sms", names, content="x" * 200)
        self.ends(broadcast, names, failures=1, sent=1, failed=1, skipped=1)
        expect(self.reason_of(broadcast, "sent") == "2 segments", "the segments were not counted")
        expect(self.reason_of(broadcast, "failed").startswith("21610"), "the refusal was not heard")

    def a_message_whose_answer_was_lost_is_found_in_the_list(self):
        self.have_number("dora", "+15551240001")
        self.lose("+1555124", is_taken=True)
        broadcast = self.send("sms", ["dora"])
        self.ends(broadcast, ["dora"], sent=1)
        expect("found in the account's list" in self.reason_of(broadcast, "sent"), "nobody looked")
        expect(len(self.taken_for("+15551240001")) == 1, "it was sent twice")

    def a_message_that_nobody_took_is_told_as_unknown(self):
        self.have_number("emil", "+15551250001")
        self.lose("+1555125", is_taken=False)
        broadcast = self.send("sms", ["emil"])
        self.ends(broadcast, ["emil"], failures=1, unknown=1)
        expect("lists no such message" in self.reason_of(broadcast, "unknown"), "nobody looked")
        asked = [line for line in self.seen("twilio") if line.token == "+15551250001"]
        expect(len(asked) == 1, "it was sent again")

    def nobody_gets_two_when_the_server_is_killed(self):
        names = [f"crowd-{number}" for number in range(CROWD)]
        for number, name in enumerate(names):
            self.have_number(name, f"+1666{number:07d}")
        self.served.control.call("PUT", "/behaviour", {"latency_ms": 60})
        broadcast = self.send("sms", names, content="once at most")
        for kills in range(KILLS):
            wanted = CROWD * (kills + 1) // (KILLS + 2)
            wait_until(lambda: len(self.crowd_seen()) >= wanted, f"{wanted} messages to be taken")
            self.served.server.kill()
            self.served.start()
        self.served.control.call("PUT", "/behaviour", {"latency_ms": 0})
        # Three kills within half a second may meet the same job each time, which is taken for poison: the operator
        # tries it again.
        self.served.command("dead", "redrive", "--all")
        self.served.processed(broadcast)
        seen = self.crowd_seen()
        expect(len(seen) == len(set(seen)), f"{len(seen) - len(set(seen))} messages were sent twice")
        ends = [row["type"] for row in self.events_of(broadcast) if row["type"].startswith("delivery.")]
        ends = [kind for kind in ends if kind != "delivery.retried"]
        sent, unknown = ends.count("delivery.sent"), ends.count("delivery.unknown")
        expect(sent + unknown == CROWD == len(ends), f"{sent} sent and {unknown} unknown of {len(ends)}")
        expect(sent == len(seen), f"{sent} are told as sent, {len(seen)} were taken")
        found = [row for row in self.events_of(broadcast) if "account's list" in row["context"].get("reason", "")]
        print(f"    {KILLS} kills: {sent} sent, each once, {len(found)} of them looked up; {unknown} unknown", flush=True)

    def crowd_seen(self):
        lines = [line for line in self.seen("twilio") if line.token.startswith("+1666")]
        return [line.token for line in lines if line.status == 201 or line.reason == "answer_lost"]

    def stop(self):
        self.served.stop()


def hidden(status):
    return f"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error {status}"


def digest(body):
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def card(texts):
    """What is posted for a title and a content."""
    title = {"type": "TextBlock", "text": texts[0], "weight": "Bolder", "size": "Medium", "wrap": True}
    content = {"type": "TextBlock", "text": texts[1], "wrap": True}
    whole = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [title, content],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": whole}]}


STEPS = [
    Chats.set_up,
    Chats.cards_reach_workflows_and_the_old_connector,
    Chats.words_are_shown_as_they_were_written,
    Chats.a_template_writes_markdown_and_its_values_none,
    Chats.a_dead_hook_is_discarded,
    Chats.a_hook_that_is_closed_fails_alone,
    Chats.a_busy_hook_is_left_alone_and_no_other,
    Chats.a_bot_writes_to_channels_and_a_hook_to_its_own,
    Chats.words_are_no_markup_and_templates_are,
    Chats.errors_within_a_success_are_heard,
    Chats.a_busy_channel_is_left_alone_and_no_other,
    Chats.one_channel_of_many_people_is_written_to_at_a_distance,
    Chats.a_token_that_ends_soon_is_traded_once,
    Chats.a_text_message_has_its_segments_on_record,
    Chats.a_message_whose_answer_was_lost_is_found_in_the_list,
    Chats.a_message_that_nobody_took_is_told_as_unknown,
    Chats.nobody_gets_two_when_the_server_is_killed,
    Chats.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Chats))

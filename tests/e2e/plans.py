#!/usr/bin/env python3
"""What a project stores steers its deliveries: `carillon serve`, the sandbox, and the REST API alone.

A plan that pushes only to who has not seen the in-app item; a category that is switched off; a user who muted
one; a template, in use for what is accepted after it was saved; how far a notification has come, by its id alone; a
channel on which nobody has an address; the default without any plan.
"""

import random
import sys

from play import play
from served import expect
from books import ledger
from harness import people
from harness.processes import wait_until

USERS = 5
NAMES = [f"user-{number}" for number in range(USERS)]


class Plans:
    def __init__(self, served):
        self.served = served

    def set_up(self):
        served = self.served
        served.start()
        served.make_project()
        served.save_integrations()
        self.people = people.make_people(USERS, random.Random(4))
        people.write_ndjson(self.people, served.path("users.ndjson"))
        served.command("import", served.path("users.ndjson"))

    def save_what_steers(self):
        later = {"channel": "mobile_push", "delay": 2, "if": "{{notification.unseen}} == true"}
        self.plan("unread", [{"channel": "in_app"}, later])
        self.plan("silent", [{"channel": "mobile_push"}], disabled=True)
        self.plan("letters", [{"channel": "teams"}])
        muted = {"key": "noise", "channels": [{"name": "mobile_push", "enabled": False}]}
        user = self.served.as_user(NAMES[2])
        user.call("PUT", "/channels/user_preferences", {"categories": [muted]})
        for channel, text in (
            ("in_app", "{{ notification.title | upcase }}!"),
            ("mobile_push", "{{ recipient.external_id }}: {{ notification.content }}"),
        ):
            template = {"channel": channel, "category": "written", "text": text}
            user.call("POST", "/integrations/templates/installations", template)

    def plan(self, category, steps, **rest):
        body = {"category": category, "channels": steps, **rest}
        self.served.rest.call("POST", "/channels/deliveryconfig/categories", body)

    def send(self, category, **content):
        recipients = [{"external_id": name} for name in NAMES]
        body = {"title": "Bells", "content": "They ring.", "category": category, "recipients": recipients}
        return self.served.rest.call("POST", "/broadcasts", body | content)["id"]

    def deliveries(self, broadcast, channel):
        """Events of one broadcast and channel by type."""
        found = {}
        for row in self.served.rest.pages("/events"):
            context = row.get("context") or {}
            if context.get("broadcast_id") == broadcast and context.get("channel") == channel:
                found.setdefault(row["type"], []).append(row)
        return found

    def accepted(self, broadcast):
        """Device tokens the sandbox took this broadcast's pushes for."""
        ids = {
            row["context"]["delivery_id"]
            for rows in self.deliveries(broadcast, "mobile_push").values()
            for row in rows
        }
        return {
            line.token
            for line in ledger.accepted(ledger.read(self.served.ledger))
            if line.delivery in ids
        }

    def devices(self, *names):
        return {token for name in names for kind in ("apns", "fcm") for token in self.people[name][kind]}

    def summary(self, broadcast, errors=0):
        status = self.served.processed(broadcast)["status"]
        expect(status["summary"] == {"total": USERS, "failures": 0}, f"the summary is {status}")
        expect(len(status["errors"]) == errors, f"errors are {status['errors']}")
        return status

    def a_push_follows_only_who_has_not_read(self):
        broadcast = self.send("unread")
        reader = self.served.as_user(NAMES[0])
        wait_until(lambda: reader.call("GET", "/notifications")["data"], "the in-app item")
        item = reader.call("GET", "/notifications")["data"][0]
        expect(item["title"] == "Bells", f"the item is {item}")
        reader.call("POST", f"/notifications/{item['id']}/read")
        before = self.served.rest.call("GET", f"/broadcasts/{broadcast}")["status"]["status"]
        expect(before == "processing", f"with a step still to come the broadcast is {before}")
        self.summary(broadcast)
        wanted = self.devices(*NAMES[1:])
        expect(self.accepted(broadcast) == wanted, "pushes went to others than those who had not read it")
        skipped = self.deliveries(broadcast, "mobile_push")["delivery.skipped"]
        expect([row["context"]["reason"] for row in skipped] == ["condition"], f"skipped: {skipped}")

    def a_category_switched_off_delivers_nothing(self):
        broadcast = self.send("silent")
        status = self.summary(broadcast, errors=1)
        expect("switched off" in status["errors"][0]["message"], f"errors are {status['errors']}")
        expect(not self.accepted(broadcast), "a category switched off was pushed")
        stored = self.served.as_user(NAMES[1]).call("GET", "/notifications?category=silent")["data"]
        expect(len(stored) == 1, "the notification was not stored")

    def who_muted_it_gets_none(self):
        broadcast = self.send("noise")
        self.summary(broadcast)
        others = self.devices(*[name for name in NAMES if name != NAMES[2]])
        expect(self.accepted(broadcast) == others, "pushes went to others than those who want them")
        skipped = self.deliveries(broadcast, "mobile_push")["delivery.skipped"]
        expect([row["context"]["reason"] for row in skipped] == ["muted"], f"skipped: {skipped}")
        expect(len(self.deliveries(broadcast, "in_app")["delivery.sent"]) == USERS, "in_app is not muted")

    def a_template_writes_the_text(self):
        broadcast = self.send("written")
        self.summary(broadcast)
        expect(self.accepted(broadcast) == self.devices(*NAMES), "not everybody was pushed")
        item = self.served.as_user(NAMES[3]).call("GET", "/notifications?category=written")["data"][0]
        expect(item["content"] == "<p>BELLS!</p>", f"the item is {item}")
        for text in ("one", "two"):
            template = {"channel": "mobile_push", "category": "written", "text": text}
            self.served.as_user(NAMES[0]).call("POST", "/integrations/templates/installations", template)
            self.plan("written", [{"channel": "mobile_push" if text == "one" else "in_app"}])
            broadcast = self.send("written")
            self.summary(broadcast)
            pushed = self.devices(*NAMES) if text == "one" else set()
            expect(self.accepted(broadcast) == pushed, f"the plan saved before '{text}' was not followed")

    def a_notification_tells_its_plan(self):
        """By its id alone: as an inbox shows it, and as events do."""
        broadcast = self.send("told")
        self.summary(broadcast)
        item = self.served.as_user(NAMES[1]).call("GET", "/notifications?category=told")["data"][0]
        told = {row["context"]["notification_id"]: row["context"]["user_id"]
                for channel in ("in_app", "mobile_push")
                for rows in self.deliveries(broadcast, channel).values() for row in rows}
        expect(len(told) == USERS and item["id"] in told, f"the events tell of {told}, the item is {item['id']}")
        for notification, user in told.items():
            plan = self.served.rest.call("GET", f"/notifications/{notification}/deliveryplan")["data"][0]
            expect(plan["user_id"] == user and plan["category"] == "told", f"{notification}: {plan}")
            expect(plan["status"] == "processed" and plan["completed_at"], f"{notification}: {plan}")

    def who_has_no_address_is_skipped_and_the_event_says_so(self):
        broadcast = self.send("letters")
        self.summary(broadcast)
        skipped = self.deliveries(broadcast, "teams")["delivery.skipped"]
        expect(len(skipped) == USERS, f"{len(skipped)} skipped")
        expect(skipped[0]["context"]["reason"] == "no_address", f"skipped: {skipped[0]}")

    def stop(self):
        self.served.stop()


STEPS = [
    Plans.set_up,
    Plans.save_what_steers,
    Plans.a_push_follows_only_who_has_not_read,
    Plans.a_category_switched_off_delivers_nothing,
    Plans.who_muted_it_gets_none,
    Plans.a_template_writes_the_text,
    Plans.a_notification_tells_its_plan,
    Plans.who_has_no_address_is_skipped_and_the_event_says_so,
    Plans.stop,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Plans))

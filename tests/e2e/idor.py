#!/usr/bin/env python3
"""Who may do what to whose: every operation of the document, called by everyone who may not.

For each operation of a project or a user, and each of {nobody, garbage, the other role, another project,
another user, a revoked token, an expired one}, on the victim's own ids: refused with 401 or 404, in the words
an id that never was is refused with, and afterwards Redis holds exactly what it held. Lists that an outsider
may read of its own name nothing of the victim's, and what it writes to its own changes nothing there. A new
operation is in the matrix once it is in the document.
"""

import argparse
import hashlib
import json
import sys
import time
import uuid

from idor_elsewhere import Elsewhere
from openapi_world import Failure, Tenant, World, customer_token, wait_until

LEEWAY = 60  # seconds the server grants the clocks of those who sign
# A refused webhook is told to the project by an event, and that it was: all it may leave behind.
TELLING = ("ev:", "wr:")


def digest(redis):
    """What every key holds, by key; times to live aside."""
    reads = {
        b"string": lambda key: redis.call("GET", key),
        b"hash": lambda key: sorted(by_twos(redis.call("HGETALL", key))),
        b"set": lambda key: sorted(redis.call("SMEMBERS", key)),
        b"zset": lambda key: redis.call("ZRANGE", key, 0, -1, "WITHSCORES"),
        b"list": lambda key: redis.call("LRANGE", key, 0, -1),
        b"stream": lambda key: redis.call("XRANGE", key, "-", "+"),
    }
    found = {}
    for key in redis.keys():
        kind = redis.call("TYPE", key)
        if kind in reads:
            found[key] = hashlib.sha256(repr(reads[kind](key)).encode()).digest()
    return found


def by_twos(flat):
    return list(zip(flat[::2], flat[1::2]))


class Matrix:
    def __init__(self, world):
        self.world, self.redis = world, world.redis.connect()
        self.victim, self.other = Tenant(world, "victim"), Tenant(world, "other")
        self.complaints, self.calls = [], 0

    def set_up(self):
        victim, other = self.victim, self.other
        for tenant in (victim, other):
            tenant.call("GET", "/notifications", who="user")
        victim.receive_notification()
        self.neighbour = customer_token(victim.project, user_external_id="neighbour")
        self.world.tell("GET", "/v2/notifications", self.neighbour)
        project = self.issue("project", {"name": "revoked"})
        user = self.issue("user", {"external_id": victim.user})
        victim.call("DELETE", f"/jwt/project/{project['token_id']}")
        victim.call("DELETE", f"/jwt/user/{user['token_id']}")
        self.revoked = {"project": project["token"], "user": user["token"]}
        self.expired = {
            "project": self.issue("project", {"name": "short", "expiry": 1})["token"],
            "user": customer_token(
                victim.project, user_external_id=victim.user, exp=int(time.time()) - 2 * LEEWAY
            ),
        }
        self.expired_at = time.time() + 1 + LEEWAY

    def issue(self, role, body):
        return self.victim.call("POST", f"/jwt/{role}", body)

    def nobodies(self, who):
        """(name, token): those who are refused whatever they ask for."""
        wrong = self.victim.token_for("user" if who == "project" else "project")
        own = self.victim.token_for(who)
        flipped = own[:-2] + ("AA" if own[-2:] != "AA" else "BB")
        return [
            ("nobody", None),
            ("garbage", "garbage"),
            ("a bad signature", flipped),
            ("the other role", wrong),
            ("a revoked token", self.revoked[who]),
            ("an expired token", self.expired[who]),
        ]

    def outsiders(self, who):
        """(name, token): fine in themselves, strangers to the victim's things."""
        if who == "project":
            return [("another project", self.other.token)]
        return [("another project's user", self.other.user_token), ("another user", self.neighbour)]

    def ask(self, operation, url, token):
        self.calls += 1
        return self.world.ask(
            operation.method, url, token, self.victim.body_of(operation) if operation.body else None
        )

    def refuse_nobodies(self, operation, url):
        for name, token in self.nobodies(operation.who):
            answer = self.ask(operation, url, token)
            if answer.status != 401:
                self.complaints.append(f"{operation}: {name} was answered {answer.status}")
            if not isinstance(answer.body, dict) or not answer.body.get("errors"):
                self.complaints.append(f"{operation}: {name} got no errors: {str(answer.body)[:200]}")

    def refuse_outsiders(self, operation, values):
        """On the victim's ids: as if they did not exist."""
        never = {name: value if name == "key" else str(uuid.uuid4()) for name, value in values.items()}
        for name, token in self.outsiders(operation.who):
            answer = self.ask(operation, operation.url(values), token)
            unknown = self.ask(operation, operation.url(never), token)
            if answer.status != 404:
                self.complaints.append(
                    f"{operation}: {name} was answered {answer.status}: {str(answer.body)[:200]}"
                )
            if (answer.status, answer.body) != (unknown.status, unknown.body):
                self.complaints.append(
                    f"{operation}: {name} can tell the victim's id from one that never was"
                )

    def show_nothing(self, operation, secrets):
        """A list of an outsider's own has nothing of the victim in it."""
        for name, token in self.outsiders(operation.who):
            answer = self.ask(operation, operation.url({"key": "order.created"}), token)
            if answer.status != (404 if "key" in operation.path_names else 200):
                self.complaints.append(f"{operation}: {name} was answered {answer.status}")
            for secret in secrets:
                if secret.encode() in answer.raw:
                    self.complaints.append(f"{operation}: {name} sees {secret}")

    def refuse_webhooks(self, operation, values):
        body = json.dumps({"description": "forged"}).encode()
        mac = "0" * 64
        forged = {
            "x-hub-signature-256": f"sha256={mac}",
            "stripe-signature": f"t={int(time.time())},v1={mac}",
            "x-github-event": "push",
            "x-github-delivery": "forged",
        }
        for headers in ({}, forged):
            answer = self.world.ask("POST", operation.url(values), None, body, headers)
            self.calls += 1
            if answer.status not in (400, 401):
                self.complaints.append(f"{operation}: an unsigned call was answered {answer.status}")
        unknown = self.world.ask("POST", operation.url({"id": str(uuid.uuid4())}), None, body, forged)
        if unknown.status != 404:
            self.complaints.append(f"{operation}: an unknown id was answered {unknown.status}")

    def expect_unchanged(self, operation, before, may_differ=()):
        after = digest(self.redis)
        if after == before:
            return
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        named = sorted(key.decode(errors="backslashreplace") for key in changed)
        left = [name for name in named if not any(word in name for word in may_differ)]
        if left:
            self.complaints.append(f"{operation}: refused, and yet it changed {left[:5]}")

    def attack(self, operation):
        values = self.victim.values(operation)
        before = digest(self.redis)
        if operation.who == "none":
            if "/webhooks/" in operation.path:
                self.refuse_webhooks(operation, values)
                self.expect_unchanged(operation, before, TELLING)
            return
        self.refuse_nobodies(operation, operation.url(values))
        has_ids = any(name != "key" for name in values)
        if has_ids:
            self.refuse_outsiders(operation, values)
        elif operation.method == "GET":
            self.show_nothing(operation, [self.victim.user_id, self.victim.project["id"], self.victim.user])
        if operation.name.startswith("delete_") and operation.name.endswith("_integrations"):
            self.refuse_foreign_query_id(operation)
            before = digest(self.redis)
        self.expect_unchanged(operation, before)

    def refuse_foreign_query_id(self, operation):
        """DELETE …?id= of the victim's integration."""
        single = next(
            (one for one in self.world.document.operations if one.path == operation.path + "/{id}"), operation
        )
        identity = self.victim._value(single, "id")
        answer = self.ask(operation, f"{operation.path}?id={identity}", self.other.token)
        listed = self.victim.call("GET", operation.path.removeprefix("/v2"))["data"]
        if answer.status != 404 or identity not in [row["id"] for row in listed]:
            self.complaints.append(f"{operation}: another project's ?id= was answered {answer.status}")

    def prove_it_can_tell(self):
        """The comparison itself: a change that is allowed is seen."""
        before = digest(self.redis)
        self.victim.call("PUT", "/users", {"external_id": self.victim.user, "first_name": "Changed"})
        if digest(self.redis) == before:
            self.complaints.append("the comparison of the keyspace does not see a change")

    def run(self):
        self.set_up()
        self.prove_it_can_tell()
        wait_until(
            lambda: time.time() > self.expired_at, "a token to have expired beyond all leeway", 90, 0.5
        )
        for operation in self.world.document.operations:
            try:
                self.attack(operation)
            except Failure as failure:
                self.complaints.append(f"{operation}: its surroundings cannot be made: {failure}")
        self.complaints += Elsewhere(self).complaints()
        self.redis.close()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    chosen = parser.parse_args()
    world = World(chosen.carillon)
    matrix = Matrix(world)
    matrix.run()
    for line in matrix.complaints:
        print(line)
    print(
        f"{len(world.document.operations)} operations, {matrix.calls} calls, {len(matrix.complaints)} complaints"
    )
    if matrix.complaints:
        print(f"kept: {world.folder}")
        return 1
    world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a hostile tenant, its end users and strangers send, as raw requests; and a process that goes on sending it.

attacks.py <file>: the file says port, seconds, connections, is_deaf, and the requests, which follow one another on each
connection. The process takes only what time is left over: the work of making attacks is another machine's, and not what
is measured. It prints what it was answered: {status: times}.
"""

import base64
import collections
import hashlib
import hmac
import json
import os
import socket
import sys
import threading
import time

SECRET = "a webhook's secret"
DEAF = 500  # connections that ask and do not read
HEAVY = "{{ payload.html | strip_html | strip_html | size }}"
TEMPLATE = "{{ notification.content | strip_html | strip_html | size }}"


def request(method, path, token=None, body=b"", **headers):
    words = {"host": "x", "content-length": len(body), **{name.replace("_", "-"): each for name, each in headers.items()}}
    if token:
        words["authorization"] = f"Bearer {token}"
    head = "".join(f"{name}: {value}\r\n" for name, value in words.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def as_json(value):
    return json.dumps(value, separators=(",", ":")).encode()


def webhook(integration, body, number, **headers):
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    path = f"/v2/integrations/github/webhooks/incoming/{integration}"
    return request("POST", path, None, body, x_hub_signature_256=signature, x_github_event="push",
                   x_github_delivery=f"d-{number}", **headers)


# What a tenant's own backend can do to others: its token, its templates. Held against an honest tenant as busy.
LIKE = {"template": "sender", "override": "sender", "content": "sender", "body": "poster", "listing": "reads"}
# What its end users can, those who cause webhooks, and strangers: held against nobody's doing anything.
OUTSIDERS = ("inbox", "device", "mapping", "form", "reader", "stranger")


class Hostile:
    """A project with everything its attacks need. `rest` is the project's, `user` one of its users', who may save
    templates."""

    def __init__(self, rest, token, user, users):
        self.rest, self.token, self.user, self.users = rest, token, user, users
        mapping = {"title": "x", "recipients": [{"external_id": f"{number}-{HEAVY * 2}"} for number in range(200)]}
        github = {"webhook_signing_secret": SECRET, "broadcast": mapping}
        self.integration = rest.call("PUT", "/integrations/github", github)["id"]
        template = {"channel": "mobile_push", "category": "heavy", "text": TEMPLATE * 99}
        user.call("POST", "/integrations/templates/installations", template)

    def controls(self):
        """name → (requests, connections, is_deaf) of what is no attack: a busy machine (no requests), and honest tenants
        who read, and send to one or to many, as fast as they can."""
        read = request("GET", "/v2/users?limit=1", self.token)
        post = ("POST", "/v2/broadcasts", self.token)
        one = {"title": "t", "recipients": [{"external_id": "user-1"}]}
        many = one | {"content": "c", "recipients": [{"external_id": name} for name in self.users]}
        return {
            "machine": ([], os.cpu_count(), False),
            "reads": ([read], 4, False),
            "poster": ([request(*post, as_json(one))], 4, False),
            "sender": ([request(*post, as_json(many))], 2, False),
        }

    def prepare_listing(self):
        """Rows as large as rows may be."""
        wide = {"n": ["x"] * 15_000}
        for number in range(100):
            self.rest.call("PUT", "/users", {"external_id": f"wide-{number}", "custom_attributes": wide})
        for number in range(4):
            wanted = [{"external_id": f"wide-{number}"}, {"external_id": "user-1"}]
            body = {"title": "large", "content": "x" * 5_000_000, "recipients": wanted}
            self.rest.call("POST", "/broadcasts", body)

    def attacks(self):
        """name → (requests, connections, is_deaf)."""
        recipients = [{"external_id": name} for name in self.users]
        push = {"title": "t", "content": "c", "recipients": recipients}
        markup = "<" * 63_000
        hooks = [webhook(self.integration, as_json({"html": markup, "n": number}), number) for number in range(200)]
        forms = [
            webhook(self.integration, b"&".join(b"%d=" % (number * 100_000 + name) for name in range(60_000)), number,
                    content_type="application/x-www-form-urlencoded")
            for number in range(10)
        ]
        post = ("POST", "/v2/broadcasts", self.token)
        collapse = push | {"overrides": {"providers": {"apns": {"apns-collapse-id": "x" * 4_000_000}}}}
        values = as_json({"title": "t", "recipients": [{"external_id": "u"}], "x": [0] * 190_000})
        listings = ("/v2/users?limit=100", "/v2/broadcasts?limit=100", "/v2/events?limit=100")
        device = as_json({"device_token": "a" * 64, "x": [0] * 190_000})
        heavy = push | {"category": "heavy", "content": "<" * 56_000}
        return {
            "template": ([request(*post, as_json(heavy))], 2, False),
            "inbox": ([request("GET", "/v2/notifications?limit=100", self.user.token)], 4, False),
            "device": ([request("POST", "/v2/channels/mobile_push/apns/tokens", self.user.token, device)], 4, False),
            "mapping": (hooks, 4, False),
            "form": (forms, 4, False),
            "override": ([request(*post, as_json(collapse))], 2, False),
            "content": ([request(*post, as_json(push | {"content": "x" * 9_000_000}))], 2, False),
            "body": ([request(*post, values)], 4, False),
            "listing": ([request("GET", path, self.token) for path in listings], 4, False),
            "reader": ([request("GET", "/openapi.json")], DEAF, True),
            "stranger": ([request("POST", "/v2/broadcasts", "a.b.c", as_json(push), x_forwarded_for="203.0.113.9")], 4, False),
        }


def write(path, port, seconds, attack):
    requests, connections, is_deaf = attack
    with open(path, "w", encoding="ascii") as file:
        json.dump({"port": port, "seconds": seconds, "connections": connections, "is_deaf": is_deaf,
                   "requests": [base64.b64encode(one).decode() for one in requests]}, file)


def _connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def _answer(connection):
    """Reads one: its status, and whether another may be asked for."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return None, False
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    words = dict(line.lower().split(b": ", 1) for line in lines[1:])
    left = int(words.get(b"content-length", 0)) - len(body)
    while left > 0:
        piece = connection.recv(min(left, 1 << 20))
        if not piece:
            return None, False
        left -= len(piece)
    return int(lines[0].split()[1]), words.get(b"connection") != b"close"


def _go_on(port, requests, deadline, answers):
    connection, number = _connect(port), 0
    while time.monotonic() < deadline:
        try:
            connection.sendall(requests[number % len(requests)])
        except OSError:
            pass  # refused before it was sent whole: the answer may be there
        try:
            status, is_open = _answer(connection)
        except OSError:
            status, is_open = None, False
        answers[status] += 1
        number += 1
        if not is_open:
            connection.close()
            connection = _connect(port)


def _stand_back():
    """Whatever wakes up on our core, takes it."""
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except OSError:
        os.nice(19)


def _spin(processes, deadline):
    """Wants as many cores, as any nice process may."""
    os.nice(19)
    for _ in range(processes - 1):
        if os.fork() == 0:
            break
    while time.monotonic() < deadline:
        pass


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        spec = json.load(file)
    requests = [base64.b64decode(one) for one in spec["requests"]]
    deadline = time.monotonic() + spec["seconds"]
    if not requests:
        return _spin(spec["connections"], deadline)
    _stand_back()
    if spec["is_deaf"]:
        deaf = [_connect(spec["port"]) for _ in range(spec["connections"])]
        for one in deaf:
            one.sendall(requests[0] * 4)
        time.sleep(max(0, deadline - time.monotonic()))
        return None
    answers = collections.Counter()
    threads = [
        threading.Thread(target=_go_on, args=(spec["port"], requests, deadline, answers), daemon=True)
        for _ in range(spec["connections"])
    ]
    for each in threads:
        each.start()
    time.sleep(max(0, deadline - time.monotonic()))
    print(json.dumps(answers))
    return None


if __name__ == "__main__":
    main()

"""Answers that are whole and mean nothing good: pages, JSON that is none or says the wrong things, redirects. And who
may take which of them for a success: providers that a status alone answers for."""

import json
import zlib

JSON = {"content-type": "application/json"}
PAGE = b"<!doctype html><html><head><title>Welcome</title></head><body><h1>Please log in</h1></body></html>"
# Of each name that some provider has: a value of a type that none has there.
WRONG_TYPES = {
    "error": [1],
    "errors": {"a": 1},
    "data": 7,
    "message": {"x": []},
    "messages": {"a": None},
    "reason": 5,
    "ok": "yes",
    "id": [],
    "sid": {"a": 1},
    "code": "x",
    "name": None,
    "__type": [],
    "errno": "x",
    "timestamp": "now",
    "access_token": 1,
    "expires_in": "soon",
}

# Providers whose status alone says that they took it.
BY_STATUS = {"apns", "fcm", "web_push", "twilio", "ses", "sendgrid", "mailgun", "ping_email"}


EVERYBODY = BY_STATUS | {"expo", "slack", "teams"}


def _bomb():
    """Sixty megabytes of JSON in sixty kilobytes."""
    return zlib.compress(b"[" + b" " * (60 << 20) + b"]", 9, wbits=31)


def _redirects(elsewhere):
    for status in (301, 302, 307, 308):
        headers = {"location": f"{elsewhere}/take/it?all=1", "content-type": "text/html"}
        yield f"a redirect, {status}", (status, headers, PAGE), set(), EVERYBODY


def whole_answers(elsewhere):
    """(name, (status, headers, body), providers that count it as taken, those that may take it for the account's fault:
    what goes there waits)."""
    page, text = {"content-type": "text/html"}, json.dumps(WRONG_TYPES).encode()
    nobody, pinged = set(), {"ping_email"}
    return [
        ("a page instead of an answer", (200, page, PAGE), BY_STATUS, nobody),
        ("a page of a gateway", (502, page, PAGE), nobody, nobody),
        ("a page that refuses", (400, page, PAGE), nobody, pinged),
        ("JSON that is cut off", (200, JSON, b'{"data":[{"status":"ok","id":"'), BY_STATUS, nobody),
        ("JSON nested sixty thousand deep", (200, JSON, b"[" * 60_000), BY_STATUS, nobody),
        ("objects nested ten thousand deep, refusing", (400, JSON, b'{"e":' * 10_000), nobody, pinged),
        ("JSON of the wrong types", (200, JSON, text), BY_STATUS, nobody),
        ("refusals of the wrong types", (400, JSON, text), nobody, pinged),
        ("a bomb of gzip", (200, JSON | {"content-encoding": "gzip"}, _bomb()), BY_STATUS, nobody),
        ("a wait of ages", (429, JSON | {"retry-after": "9" * 40}, b"{}"), nobody, EVERYBODY),
        *_redirects(elsewhere),
    ]

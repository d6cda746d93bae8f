"""What the document says in words and no schema can: what schemathesis must know to make acceptable requests."""

import uuid

import schemathesis
from hypothesis import strategies as st

CURSORS = ("starting_after", "ending_before", "page[after]", "page[before]")

_word = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
# A cursor has to come from a list, so what is made here is cut out of requests that must succeed.
schemathesis.openapi.format("cursor", st.just("cursor"))
schemathesis.openapi.format("uri", _word.map(lambda word: f"https://{word}.example.com/{word}"))
schemathesis.openapi.format("public-host", _word.map(lambda word: f"{word}.example.com"))
schemathesis.openapi.format("liquid", _word.map(lambda word: f"{word} {{{{ notification.title }}}}"))
schemathesis.openapi.format("liquid-condition", st.just("{{ notification.unseen }} == true"))


def _is_meant_to_succeed(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, kwargs):
    if not _is_meant_to_succeed(case):
        return
    query = case.query or {}
    if any(name in query for name in ("limit", "starting_after", "ending_before")):
        for name in ("page[size]", "page[after]", "page[before]"):
            query.pop(name, None)
    for name in CURSORS:
        query.pop(name, None)
    if case.headers:
        case.headers.pop("Idempotency-Key", None)  # the same key with another body is rightly refused
    if isinstance(case.body, dict):
        _tidy(case.body)
        if isinstance(case.body.get("email"), str) and not case.body.get("external_id"):
            case.body[
                "email"
            ] = f"{uuid.uuid4().hex}@example.com"  # an address several users share names none


def _tidy(body):
    """Rules across fields: a topic's subscribers need a topic, a plan names no channel twice."""
    recipients = body.get("recipients")
    if isinstance(recipients, list) and any(isinstance(one, dict) and "topic" in one for one in recipients):
        body["topic"] = body.get("topic") or "topic"
    steps = body.get("channels")
    if isinstance(steps, list) and steps:
        body["channels"] = _distinct(steps, "channel")
    if isinstance(body.get("theme"), dict) and not any(value is not None for value in body["theme"].values()):
        body["theme"] = None  # nulls count as absent, and an empty theme is none
    if isinstance(body.get("categories"), list):
        body["categories"] = _distinct(body["categories"], "key")
        for one in body["categories"]:
            if isinstance(one.get("channels"), list):
                one["channels"] = _distinct(one["channels"], "name")


def _distinct(rows, name):
    return list({row.get(name): row for row in rows}.values())

"""Words made for each person, and items for inboxes: what a delivery costs then.

`personal`: a broadcast of pushes whose template of one KB names each person four times; `inapp`: one of inbox items
alone. To everybody, CPU a recipient; medians of the rounds after one that warms up.
"""

import statistics
import sys
import time

from fanout import broadcast_to
from harness import people
from harness.processes import Failure
from stage import Stage, cpu_seconds, users_with_a_device

FIGURES = "words"
WORDS = "Your order is **ready**, and what you ordered is waiting for you at the counter of our shop in the old town. "
TEMPLATE = """Dear {{ recipient.first_name | default: "friend" }}, """ + WORDS * 3 + """
{% if recipient.email %}We have told {{ recipient.email }} as well.{% endif %} """ + WORDS * 5 + """
Bring your number, {{ recipient.external_id }}, {{ recipient.first_name | upcase }}!
"""


def _items(stage, recipients):
    """A broadcast of inbox items to everybody."""
    pids = {"engine": stage.engine.pid, "redis": stage.redis.pid}
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    began = time.monotonic()
    body = {"title": "An item", "content": "for every inbox", "recipients": [{"users": {"all": True}}]}
    posted = stage.rest.call("POST", "/broadcasts", body)
    while True:
        status = stage.rest.call("GET", f"/broadcasts/{posted['id']}")["status"]
        if status["status"] == "processed":
            break
        if time.monotonic() - began > 600:
            raise Failure(f"the broadcast did not end: {status}")
        time.sleep(0.1)
    if status["summary"] != {"total": recipients, "failures": 0}:
        raise Failure(f"not everybody was reached: {status}")
    spent = {f"{name}_us": (cpu_seconds(pid) - before[name]) / recipients * 1e6 for name, pid in pids.items()}
    return {"per_s": recipients / (time.monotonic() - began), **spent}


def _pushes(stage, recipients):
    found = broadcast_to(stage, recipients)
    return {"per_s": found["deliveries_per_s"], "engine_us": found["engine_us"], "redis_us": found["redis_us"]}


def _rounds(options, stage, kind, play):
    play(stage, options.recipients)
    rounds = []
    for number in range(options.rounds):
        rounds.append(play(stage, options.recipients))
        told = "  ".join(f"{name} {value:.4g}" for name, value in rounds[-1].items())
        print(f"  {kind} round {number + 1}: {told}", file=sys.stderr, flush=True)
    return rounds


def measure(options):
    details = {}
    stage = Stage(options.binaries)
    try:
        people.write_ndjson(users_with_a_device(options.recipients), stage.path("users.ndjson"))
        stage.command("import", stage.path("users.ndjson"))
        with open(stage.path("words.liquid"), "w", encoding="utf-8") as file:
            file.write(TEMPLATE)
        stage.command("template", "put", stage.path("words.liquid"), "--channel", "mobile_push")
        details["personal"] = _rounds(options, stage, "personal", _pushes)
        stage.rest.call("PUT", "/channels/deliveryconfig", {"channels": [{"channel": "in_app"}]})
        details["inapp"] = _rounds(options, stage, "inapp", _items)
    finally:
        stage.close()
    units = {"per_s": "1/s", "engine_us": "us", "redis_us": "us"}
    return {
        f"{kind}.{name}": (statistics.median(each[name] for each in rounds), unit)
        for kind, rounds in details.items()
        for name, unit in units.items()
    }, details

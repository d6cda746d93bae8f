"""Users with devices, from a seeded generator: the NDJSON that `carillon import` reads and the R of the
audit."""

import json


def apns_token(dice):
    """64 hex digits that begin with none of the sandbox's special prefixes (eeeeee…)."""
    return f"{dice.randrange(0xEEEEEE):06x}{dice.getrandbits(232):058x}"


def dead_apns_token(dice):
    """The sandbox answers 410 Unregistered."""
    return f"eeeeee27{dice.getrandbits(224):056x}"


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def fcm_token(dice):
    return "".join(dice.choices(_LETTERS, k=22)) + ":APA91b" + "".join(dice.choices(_LETTERS, k=123))


def dead_fcm_token(dice):
    """The sandbox answers 404 UNREGISTERED."""
    return "sbx-UNREGISTERED-" + "".join(dice.choices(_LETTERS, k=100))


def make_people(count, dice, prefix="user"):
    """`count` users with one to three devices each: external id → {"apns": [...], "fcm": [...]}."""
    people = {}
    for number in range(count):
        devices = people[f"{prefix}-{number}"] = {"apns": [], "fcm": []}
        for _ in range(dice.randint(1, 3)):
            kind = dice.choice(("apns", "fcm"))
            devices[kind].append(apns_token(dice) if kind == "apns" else fcm_token(dice))
    return people


def write_ndjson(people, path):
    with open(path, "w", encoding="utf-8") as file:
        for external_id, devices in people.items():
            row = {"external_id": external_id}
            for kind, tokens in devices.items():
                if tokens:
                    row[kind] = [{"device_token": token} for token in tokens]
            file.write(json.dumps(row) + "\n")

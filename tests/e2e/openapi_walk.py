#!/usr/bin/env python3
"""Walks every operation of docs/openapi.yaml against a real API: who may call it, the answer to its example
and the answer's schema, and that no other method is served where the document names none."""

import argparse
import json
import re
import sys
import time

from openapi_document import METHODS
from openapi_world import Failure, Tenant, World, github_signature, stripe_signature

# Operations whose example cannot succeed here: the answer that is right instead, and why.
INSTEAD = {
    "finish_slack_installation": (422, "its state was given to nobody"),
    "receive_awssns_webhook": (400, "only Amazon makes its messages"),
    "receive_mailgun_webhook": (401, "the example is not signed"),
    "receive_sendgrid_webhook": (401, "the example is not signed"),
    "show_unsubscribe_page": (404, "no mail carried its link"),
    "take_delivery_callback": (404, "no message was sent with its URL"),
    "unsubscribe": (400, "the walk sends JSON, and this takes forms"),
}


def shape(path):
    return re.sub(r"{\w+}", "{}", path)


class Walk:
    def __init__(self, world):
        self.world, self.document = world, world.document
        self.tenant = Tenant(world, "walk")
        self.complaints = []

    def complain(self, operation, *words):
        self.complaints += [f"{operation}: {word}" for word in words]

    def set_up(self):
        self.tenant.receive_notification()

    def check_examples(self):
        for operation in self.document.operations:
            if operation.body:
                self.check_example(operation, "its example", operation.body, operation.example)
            for status, answer in operation.answers.items():
                content = answer.get("content", {}).get("application/json")
                if not content:
                    continue
                example = content.get("example", self.document.example_of(content["schema"]))
                self.check_example(operation, f"its example of {status}", content["schema"], example)

    def check_example(self, operation, what, schema, example):
        if example is None:
            self.complain(operation, f"{what} is missing")
            return
        found = self.document.validator(schema).iter_errors(example)
        self.complain(operation, *(f"{what}: {one.json_path}: {one.message}" for one in found))

    def headers_of(self, operation, body):
        if operation.name == "receive_github_webhook":
            secret = self.tenant.find("save_github_integration").example["webhook_signing_secret"]
            words = {"x-github-event": "push", "x-github-delivery": f"walk-{time.time()}"}
            return {**words, **github_signature(secret, body)}
        if operation.name == "receive_stripe_webhook":
            secret = self.tenant.find("save_stripe_integration").example["webhook_signing_secret"]
            return stripe_signature(secret, body)
        return {}

    def call_as_documented(self, operation):
        values = self.tenant.values(operation)
        body = None if operation.body is None else json.dumps(self.tenant.body_of(operation)).encode()
        answer = self.world.ask(
            operation.method,
            operation.url(values),
            self.tenant.token_for(operation.who),
            body,
            self.headers_of(operation, body),
        )
        expected = INSTEAD.get(operation.name, (operation.success, ""))[0]
        if answer.status != expected:
            self.complain(operation, f"answered {answer.status}, not {expected}: {str(answer.body)[:300]}")
        kind = answer.headers.get("content-type")
        self.complain(operation, *self.document.complaints(operation, answer.status, kind, answer.body))
        if "x-request-id" not in answer.headers:
            self.complain(operation, "no X-Request-Id")

    def call_as_nobody(self, operation):
        if operation.who == "none":
            return
        wrong = "user" if operation.who == "project" else "project"
        for whose, token in (("nobody", None), (f"a {wrong} token", self.tenant.token_for(wrong))):
            names = operation.path_names + operation.query_names
            url = operation.url({name: "0193a6c4-7e5d-7c3a-9f41-2b8f5d1c6e70" for name in names})
            answer = self.world.ask(operation.method, url, token, operation.example)
            if answer.status != 401:
                self.complain(operation, f"answered {answer.status} to {whose}")
            kind = answer.headers.get("content-type")
            self.complain(operation, *self.document.complaints(operation, answer.status, kind, answer.body))

    def is_served(self, method, path):
        """Of a path with its parameters in braces; two that differ in their names alone are one."""
        return any(
            one.method == method and shape(one.path) == shape(path) for one in self.document.operations
        )

    def try_other_methods(self, path):
        for method in (*METHODS, "PATCH"):
            if self.is_served(method, path):
                continue
            answer = self.world.ask(method, path, self.tenant.token)
            allowed = sorted(one for one in METHODS if self.is_served(one, path))
            named = answer.headers.get("allow", "").replace(" ", "").split(",")
            if answer.status != 405 or answer.raw:
                self.complaints.append(
                    f"{method} {path} answered {answer.status} and {len(answer.raw)} bytes, not 405"
                )
            elif sorted(set(named) - {"HEAD", "OPTIONS"}) != allowed:
                self.complaints.append(f"{method} {path}: Allow names {named}, the document {allowed}")

    def run(self):
        self.check_examples()
        self.set_up()
        for operation in self.document.operations:
            try:
                self.call_as_documented(operation)
            except Failure as failure:
                self.complain(operation, f"its surroundings cannot be made: {failure}")
            self.call_as_nobody(operation)
        for path in self.document.parsed["paths"]:
            self.try_other_methods(path)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    chosen = parser.parse_args()
    world = World(chosen.carillon, {"providers.origins": ['slack = "http://127.0.0.1:9"']})
    walk = Walk(world)
    walk.run()
    for line in walk.complaints:
        print(line)
    print(f"{len(walk.document.operations)} operations walked, {len(walk.complaints)} complaints")
    if walk.complaints:
        print(f"kept: {world.folder}")
        return 1
    world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What others may well do to their own things changes nothing of the victim's: every write of the document
that names no id, done by another project, its user, and another user of the same project. Used by idor.py."""

import json
import re

# What a neighbour in the same project rightly adds to.
OF_THE_PROJECT = (
    "list_events",
    "list_users",
    "list_broadcasts",
    "fetch_openapi_document",
    "show_documentation",
)


class Elsewhere:
    def __init__(self, matrix):
        self.matrix, self.victim, self.other = matrix, matrix.victim, matrix.other
        self.operations = matrix.world.document.operations

    def writes(self, who):
        return [
            one
            for one in self.operations
            if one.method != "GET" and one.who == who and not one.path_names and not one.query_names
        ]

    def seen_by_victim(self, who):
        """The answers to all reads of a role that need no id."""
        found = {}
        for one in self.operations:
            if one.method == "GET" and one.who == who and not one.path_names and not one.query_names:
                answer = self.matrix.world.ask("GET", one.path, self.victim.token_for(who))
                found[one.name] = (answer.status, json.dumps(answer.body, sort_keys=True))
        return found

    def do_everything(self, who, tenant, token):
        """Deletions last: the rest would have nothing to delete. How many were done."""
        done = 0
        for one in sorted(self.writes(who), key=lambda one: one.method == "DELETE"):
            body = tenant.body_of(one) if one.body else None
            self.matrix.calls += 1
            done += self.matrix.world.ask(one.method, one.path, token, body).status < 300
        return done

    def complaints(self):
        for saved in (re.fullmatch(r"save_(\w+)_integration", one.name) for one in self.operations):
            if saved:
                self.victim.save_integration(saved[1])
        strangers = [
            ("another project", "project", self.other, self.other.token, ()),
            ("another project's user", "user", self.other, self.other.user_token, ()),
            ("another user", "user", self.victim, self.matrix.neighbour, OF_THE_PROJECT),
        ]
        for name, who, tenant, token, shared in strangers:
            before = self.seen_by_victim("project") | self.seen_by_victim("user")
            done = self.do_everything(who, tenant, token)
            if done < len(self.writes(who)) // 2:
                yield f"only {done} writes of {name} were possible: this proves little"
            after = self.seen_by_victim("project") | self.seen_by_victim("user")
            for operation, seen in before.items():
                if operation not in shared and after[operation] != seen:
                    yield f"{operation} of the victim shows something else after the writes of {name}"

#!/usr/bin/env python3
"""Tokens where several processes serve the API (hardening.md F): one that is revoked in one of them is
refused by every thread of all of them, whoever had let it in before; and who guesses is stopped. What one
process makes of forged tokens is in tests/api/auth/auth_test.cpp and tests/base/jws_test.cpp."""

import argparse
import itertools
import sys

from openapi_world import Failure, Tenant, World, wait_until

AT_MOST = 5.0  # seconds until a revocation holds everywhere
CONNECTIONS = 24  # spread over the threads of a process by the kernel
GUESSES = 20  # a minute


class Tokens:
    def __init__(self, carillon):
        settings = [
            "threads = 3",
            f"failed_logins_per_minute = {GUESSES}",
            'trusted_proxies = ["127.0.0.1/32"]',
        ]
        self.world = World(carillon, {"api": settings})
        self.ports = [self.world.port, self.world.start_another_api(), self.world.start_another_api()]
        self.tenant, self._clients = Tenant(self.world, "tokens"), itertools.count()

    def statuses(self, path, token):
        """Of one request a connection, in every process."""
        headers = {"x-forwarded-for": "198.51.100.1"}
        asked = [port for port in self.ports for _ in range(CONNECTIONS)]
        return {self.world.ask("GET", path, token, headers=headers, port=port).status for port in asked}

    def issue(self, role):
        body = {"name": "short-lived"} if role == "project" else {"external_id": self.tenant.user}
        return self.tenant.call("POST", f"/jwt/{role}", body)

    def a_revoked_token_is_refused_everywhere(self):
        for role, path in (("project", "/v2/users"), ("user", "/v2/notifications")):
            issued = self.issue(role)
            expect_all(self.statuses(path, issued["token"]), 200, f"a good {role} token")
            self.tenant.call("DELETE", f"/jwt/{role}/{issued['token_id']}")
            wait_until(
                lambda: self.refusals(path, issued["token"]) == {401},
                f"a revoked {role} token to be refused everywhere",
                AT_MOST,
            )
            print(f"ok  a revoked {role} token is refused by every thread of {len(self.ports)} processes")

    def refusals(self, path, token):
        """As statuses(), each time from another client: failures are counted by address."""
        found = set()
        for port in self.ports:
            for _ in range(CONNECTIONS):
                number = next(self._clients)
                headers = {"x-forwarded-for": f"203.{number // 250}.{number % 250}.1"}
                found.add(self.world.ask("GET", path, token, headers=headers, port=port).status)
        return found

    def who_guesses_is_stopped(self):
        guess = {"x-forwarded-for": "192.0.2.7"}
        answers = [
            self.world.ask("GET", "/v2/users", f"a.b.{number}", headers=guess).status
            for number in range(GUESSES + 10)
        ]
        if answers[:GUESSES] != [401] * GUESSES or 429 not in answers[GUESSES:]:
            raise Failure(f"guesses were answered {answers}")
        stopped = self.world.ask("GET", "/v2/users", "a.b.c", headers=guess)
        if stopped.status != 429 or not stopped.headers.get("retry-after"):
            raise Failure(f"one guess more was answered {stopped.status}")
        neighbour = self.world.ask("GET", "/v2/users", self.tenant.token, headers=guess)
        if neighbour.status != 200:
            raise Failure(f"a caller at the same address was answered {neighbour.status}")
        print("ok  who guesses is stopped, on every thread, and nobody else is")


def expect_all(found, wanted, what):
    if found != {wanted}:
        raise Failure(f"{what} was answered {found}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--carillon", required=True, metavar="FILE", help="the binary under test")
    tokens = Tokens(parser.parse_args().carillon)
    try:
        tokens.a_revoked_token_is_refused_everywhere()
        tokens.who_guesses_is_stopped()
    except Failure as failure:
        print(f"FAILED: {failure}\nkept: {tokens.world.folder}")
        return 1
    tokens.world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

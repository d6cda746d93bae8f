"""The API is killed (-9) again and again while clients post broadcasts with an Idempotency-Key, and try again until
they have a 2xx. As many broadcasts exist in the end as were wanted, each once; whoever repeats a request is told the
same id.
"""

import http.client
import threading
import time

from harness.play import Play
from harness.processes import Failure

CLIENTS, REQUESTS = 4, 50
KILLS = 5


class Client(threading.Thread):
    """Posts its requests, one after the other, to whichever API there is."""

    def __init__(self, world, name, people, count):
        super().__init__(daemon=True)
        self._world, self._people = world, people
        self._keys = [f"{name}-{number}" for number in range(count)]
        self.ids, self.tries = {}, 0

    def run(self):
        for key in self._keys:
            while key not in self.ids:
                self.tries += 1
                try:
                    status, answer = self._world.rest.send("POST", "/broadcasts", *self._world.request(self._people, key))
                except (OSError, http.client.HTTPException):
                    time.sleep(0.02)  # as clients do: nobody is there
                    continue
                if 200 <= status < 300:
                    self.ids[key] = answer["id"]


def kill_while_it_accepts(scenario):
    world = scenario.world
    scenario.populate(2)
    people = list(world.wanted.users)[:3]
    count = scenario.chosen.requests // CLIENTS
    clients = [Client(world, f"client-{number}", people, count) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for _ in range(KILLS):
        scenario.pause(0.3, 0.8)
        world.api.kill()
        scenario.strike("killed the API")
        world.start_api()
    for client in clients:
        client.join(scenario.chosen.requests)
        if client.is_alive():
            raise Failure("a client is still not answered")
    for client in clients:
        for key, first in client.ids.items():
            world.expect_broadcast(first, people)
            if (again := world.broadcast(people, key=key)["id"]) != first:
                raise Failure(f"{key} is broadcast {first}, and {again} when asked again")
    made, tries = len(world.wanted.broadcasts), sum(client.tries for client in clients)
    scenario.say(f"{made} broadcasts of {tries} requests")
    if made != count * CLIENTS:
        raise Failure(f"{count * CLIENTS} keys made {made} broadcasts")


def add_requests(parser):
    parser.add_argument("--requests", type=int, default=CLIENTS * REQUESTS, help="broadcasts to post (default 200)")


PLAY = Play(
    rows="A3", part=kill_while_it_accepts, users=20, latency=5, long={"--requests": 2_000}, extra=add_requests
)

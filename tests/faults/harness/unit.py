"""`carillon serve` with its embedded Redis: the whole product in one process and its child."""

import json
import os
from urllib.parse import quote

from books.resp import Redis
from harness.processes import Failure, is_alive, wait_until
from harness.redis_server import RedisServer
from harness.rest import Rest
from harness.world import World


class EmbeddedRedis:
    """As `carillon` itself finds it."""

    def __init__(self, data_dir):
        self._address, self.folder = os.path.join(data_dir, "redis-address.json"), os.path.join(data_dir, "redis")

    @property
    def url(self):
        with open(self._address, encoding="utf-8") as file:
            address = json.load(file)
        who = f"{quote(address['username'])}:{quote(address['password'], safe='')}@"
        return address["url"].replace("://", f"://{who}", 1)

    def connect(self):
        return Redis(self.url)


class Unit(World):
    def _make_redis(self):
        return EmbeddedRedis(self.path("data"))

    def _redis_settings(self):
        return {}

    def _start_product(self):
        self.start_api()
        self._make_project()
        self.rest = Rest(self.api.facts["api_port"], self.token)

    def start_api(self):
        self.api = self.launch("serve")
        self.rest = Rest(self.api.ready()["api_port"], self.token)

    def stop_api(self):
        children = self.api.children()
        if code := self.api.stop():
            raise Failure(f"serve ended with {code} after SIGTERM:\n{self.api.last_words()}")
        wait_until(lambda: not any(map(is_alive, children)), "its Redis to end with it")

    def start_workers(self, count):
        """It is its own worker."""

    def audited_redis(self):
        """What lies on the disk, before a redis-server of ours."""
        return RedisServer(self.folder, data=self.redis.folder).url

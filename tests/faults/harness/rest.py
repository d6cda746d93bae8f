"""A JSON client over http.client: the REST API and the sandbox's control port."""

import http.client
import json

from harness.processes import Failure


class Rest:
    def __init__(self, port, token=None, base="/v2"):
        self._port, self._token, self._base = port, token, base

    @property
    def token(self):
        return self._token

    def send(self, method, path, body=None, headers=None):
        """(status, parsed body or None). Raises OSError or HTTPException when nobody answers."""
        words = dict(headers or {})
        if self._token:
            words["authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data = json.dumps(body)
            words["content-type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, self._base + path, data, words)
            answer = connection.getresponse()
            raw = answer.read()
        finally:
            connection.close()
        try:
            return answer.status, json.loads(raw) if raw else None
        except ValueError:
            return answer.status, raw.decode(errors="replace")

    def call(self, method, path, body=None, headers=None):
        """As send(), but anything but 2xx is a Failure."""
        status, answer = self.send(method, path, body, headers)
        if not 200 <= status < 300:
            raise Failure(f"{method} {path} answered {status}: {str(answer)[:1000]}")
        return answer

    def pages(self, path, size=100):
        """Every row of a list, page by page."""
        after, joint = None, "&" if "?" in path else "?"
        while True:
            query = f"{path}{joint}limit={size}" + (f"&starting_after={after}" if after else "")
            page = self.call("GET", query)
            yield from page["data"]
            link = page["links"].get("next")
            if not link:
                return
            after = link.partition("starting_after=")[2].partition("&")[0]


def metric(port, name):
    """Sum over all label sets of a metric at an ops port; 0 when it does not exist yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    finally:
        connection.close()
    rows = [line.rpartition(" ") for line in text.splitlines() if line.startswith(name)]
    return sum(float(value) for head, _, value in rows if head == name or head.startswith(name + "{"))

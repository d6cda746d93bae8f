#!/usr/bin/env python3
"""What an operator gets wrong: starts that must fail with exit code 78 and a sentence that helps, leaving
nothing running; and SIGHUP, which changes what may change, names what may not, and refuses a broken file."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

from play import play
from served import expect
from harness.processes import Process, is_alive, wait_until

SECRET = "sesame-open-sesame"


class Starts:
    def __init__(self, served):
        self.served, self._count = served, 0

    def launch(self, *flags, config=None):
        self._count += 1
        log = self.served.path(f"start-{self._count}.log")
        words = [self.served.carillon, "serve", "--config", config or self.served.settings, *flags]
        return Process(f"start-{self._count}", words, log)

    def refused(self, flags, *wanted, config=None):
        process = self.launch(*flags, config=config)
        children = set()
        deadline = time.monotonic() + 60
        while process.is_running and time.monotonic() < deadline:
            try:
                children.update(process.children())
            except OSError:
                pass  # it ended between the two looks
            time.sleep(0.01)
        code, said = process.wait(), process.last_words()
        expect(code == 78, f"{flags} ended with {code}, not 78:\n{said}")
        sentence = said.strip().splitlines()[-1]
        expect("carillon: " in said, f"no sentence for people: {said}")
        for word in wanted:
            expect(word in said, f"{flags}: it does not say {word!r}:\n{said}")
        expect(SECRET not in said, f"a secret is shown: {sentence}")
        expect(not process.sanitizer_report(), f"a sanitizer found something:\n{said}")
        wait_until(lambda: not any(map(is_alive, children)), "no redis-server to be left behind")

    def write(self, name, text):
        path = self.served.path(name)
        Path(path).write_text(text, encoding="utf-8")
        os.chmod(path, 0o600)
        return path

    def ports_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.refused(["--api.listen", f"127.0.0.1:{port}"], str(port), "in use")
            self.refused(["--ops.listen", f"127.0.0.1:{port}"], str(port), "in use")

    def a_ready_file_that_cannot_be_written(self):
        """Everything serves already when this fails, and has to end in order."""
        file = self.served.path("none/ready.json")
        self.refused(["--ready-file", file], file, "cannot be written")

    def missing_redis_server(self):
        self.refused(["--redis.server_binary", "redis-server-of-nobody"], "Debian package redis-server")

    def bad_files_of_settings(self):
        self.refused([], "cannot be read", config=self.served.path("none.toml"))
        self.refused([], "cannot be read", config=self.served.folder)
        odd = self.write("odd.toml", f'[redis]\nurll = "x"\npassword = "{SECRET}"\n[api]\nthreads = "many"\n')
        self.refused([], "odd.toml:2", "did you mean redis.url?", "odd.toml:5", config=odd)
        self.refused([], "odd.toml", config=self.write("odd.toml", "[redis\n"))

    def bad_master_keys(self):
        self.refused(["--master_key_file", self.served.path("none.key")], "none.key", "cannot be read")
        self.refused(["--master_key_file", self.write("short.key", "12345")], "short.key", "32 bytes")
        open_one = self.write("open.key", "0" * 64)
        os.chmod(open_one, 0o644)
        self.refused(["--master_key_file", open_one], "open.key", "chmod 0600")

    def another_master_key(self):
        self.served.start()
        self.served.stop()
        self.refused(["--master_key_file", self.write("other.key", "0" * 64)], "master key")

    def a_second_owner(self):
        self.served.start()
        self.refused([], "in use", str(self.served.server.pid))
        expect(self.served.server.is_running, "the first server went down")
        self.served.stop()

    # SIGHUP

    def rewrite(self, before, after):
        path = Path(self.served.settings)
        text = path.read_text(encoding="utf-8")
        expect(before in text, f"no {before!r} in the settings")
        path.write_text(text.replace(before, after), encoding="utf-8")

    def said(self, *words):
        log = Path(self.served.server.log_path).read_text(encoding="utf-8")
        return [line for line in log.splitlines() if all(word in line for word in words)]

    def reload(self, *words):
        self.served.server.signal(signal.SIGHUP)
        wait_until(lambda: self.said(*words), f"the log to say {words}: {self.served.server.log_path}")

    def settings_are_read_again(self):
        self.served.start()
        self.rewrite("threads = 1", "threads = 2")
        self.rewrite("[worker]", f'[log]\nlevel = "debug"\n[redis]\npassword = "{SECRET}"\n[worker]')
        self.reload("setting_needs_restart", "worker.threads", "2")
        expect(self.said("setting_changed", "log.level", "debug"), "log.level did not change")
        expect(self.said("setting_needs_restart", "redis.password"), "a changed password goes unnoticed")
        wrong = self.said("setting_changed", "worker")
        expect(not wrong, f"a key that needs a restart is said to be in force: {wrong}")
        self.served.rest.send("GET", "/users")

    def limits_and_links_follow(self):
        def links():
            return self.served.rest.send("GET", "/users")[1]["links"]["first"]

        self.served.make_project()
        self.rewrite("[api]\n", '[api]\npublic_url = "https://push.example"\nreads_per_minute = 20\n')
        self.reload("setting_changed", "api.public_url")
        wait_until(lambda: links().startswith("https://push.example/"), "a link to the new public URL")
        wait_until(lambda: self.served.rest.send("GET", "/users")[0] == 429, "the new limit")
        self.rewrite("reads_per_minute = 20\n", "")
        self.reload("setting_changed", "api.reads_per_minute", '"after":"3000000"')
        wait_until(lambda: self.served.rest.send("GET", "/users")[0] == 200, "the limit to be gone")

    def a_broken_file_changes_nothing(self):
        self.rewrite('level = "debug"', 'level = "loud"')
        self.reload("reload_refused", "log.level", "must be one of")
        self.rewrite('level = "loud"', 'level = "error"')
        self.served.server.signal(signal.SIGHUP)
        before = len(self.said("reload_refused"))
        self.rewrite('level = "error"', 'level = "loud"')
        self.served.server.signal(signal.SIGHUP)
        wait_until(lambda: len(self.said("reload_refused")) > before, "the second refusal")
        self.rewrite('level = "loud"', 'level = "info"')
        self.reload("setting_changed", "log.level", "info")
        expect(not self.said(SECRET), "the log shows a password")
        expect(self.served.server.is_running, "SIGHUP ended the server")
        self.served.stop()


STEPS = [
    Starts.ports_in_use,
    Starts.a_ready_file_that_cannot_be_written,
    Starts.missing_redis_server,
    Starts.bad_files_of_settings,
    Starts.bad_master_keys,
    Starts.another_master_key,
    Starts.a_second_owner,
    Starts.settings_are_read_again,
    Starts.limits_and_links_follow,
    Starts.a_broken_file_changes_nothing,
]


if __name__ == "__main__":
    sys.exit(play(__doc__, STEPS, Starts))

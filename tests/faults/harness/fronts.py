"""What stands between the workers and the sandbox. haproxy and nginx end our TLS and HTTP/2 with their own code and speak
HTTP/2 to the sandbox, so what we take for the protocol is not only what we made of it twice; our own proxy does harm."""

import os
import shutil
import signal

from harness.processes import Process, free_port, wait_until
from harness.wire_proxy import WireProxy
from harness.world import World

_HAPROXY = """
global
  log stderr format raw local0 crit
  tune.h2.max-concurrent-streams 100
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  retries 0
frontend front
  bind 127.0.0.1:{port} ssl crt {folder}/front.pem alpn h2
  default_backend sandbox
backend sandbox
  server sandbox {sandbox} ssl verify required ca-file {ca_file} alpn h2
"""
# nginx says GOAWAY after so many requests of a connection, which goes on with those it has.
_NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream sandbox {{ server {sandbox}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {folder}/front.pem; ssl_certificate_key {folder}/front.pem;
    keepalive_requests 100;
    location / {{
      grpc_pass grpcs://sandbox; grpc_ssl_verify on; grpc_ssl_trusted_certificate {ca_file};
      grpc_ssl_name localhost; grpc_set_header Host $http_host;
    }}
  }}
}}
"""


def missing(*programs):
    absent = [name for name in programs if not shutil.which(name)]
    return f"not installed: {', '.join(absent)}" if absent else None


class _Fronted(World):
    def _front(self):
        """With the sandbox's own certificate: its authority is trusted already."""
        with open(self.path("front.pem"), "w", encoding="ascii") as both:
            for part in ("server.pem", "server.key"):
                with open(self.path(f"sandbox/{part}"), encoding="ascii") as file:
                    both.write(file.read())
        os.chmod(self.path("front.pem"), 0o600)
        self._port = free_port()
        self.start_front()
        return f"https://127.0.0.1:{self._port}"

    def _write(self, template):
        place = {"folder": self.folder, "port": self._port, "ca_file": self.sandbox.facts["ca_file"]}
        with open(self.path("front.conf"), "w", encoding="ascii") as file:
            file.write(template.format(sandbox=self.sandbox_origin.removeprefix("https://"), **place))

    def _launch(self, *words):
        self.front = Process(words[0], [*words, self.path("front.conf")], self.path("front.log"))
        return self.front


class BehindDamage(World):
    """A proxy of ours that breaks connections."""

    def _front(self):
        self.wire = WireProxy(int(self.sandbox_origin.rpartition(":")[2]), self.options.seed)
        return f"https://127.0.0.1:{self.wire.port}"

    def remove(self):
        self.wire.close()
        super().remove()


class BehindHaproxy(_Fronted):
    def start_front(self):
        self._write(_HAPROXY)
        self._launch("haproxy", "-db", "-f")
        wait_until(lambda: _is_listening(self._port, self.front), "haproxy to listen")

    def reload(self):
        """A new one takes over; the old one says goodbye to its connections and ends when they have."""
        old = self.front
        self._launch("haproxy", "-db", "-f")
        wait_until(lambda: _is_listening(self._port, self.front), "the new haproxy to listen")
        old.signal(signal.SIGUSR1)


class BehindNginx(_Fronted):
    def start_front(self):
        self._write(_NGINX)
        self._launch("nginx", "-e", "stderr", "-c")
        wait_until(lambda: _is_listening(self._port, self.front), "nginx to listen")


def _is_listening(port, process):
    """Whether this process has a socket that listens there."""
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file][1:]
    wanted = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}
    folder = f"/proc/{process.pid}/fd"
    links = (os.readlink(os.path.join(folder, name)) for name in os.listdir(folder)) if process.is_running else ()
    return any(link == f"socket:[{inode}]" for link in links for inode in wanted)

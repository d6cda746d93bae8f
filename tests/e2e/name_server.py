"""A DNS server of ours (dnslib, a Debian package): answers by a table of cases, or misbehaves, over UDP and TCP.
Any label of a name may be the case's, so that one case serves sns.<case>.amazonaws.com and <case>.names.test."""

import socket
import threading
import time

from dnslib import CNAME, QTYPE, RCODE, RR, A, AAAA
from dnslib.server import DNSLogger, DNSServer, UDPServer

ROOM_IN_UDP = 512


class NameServer:
    """`cases`: label → answers. An answer is a list of records ("A 192.0.2.1", "AAAA ::1", "CNAME other", …), or
    a word: a response code such as "NXDOMAIN", "silence", "noise". Where a case has several answers, the first
    is given until advance(); where they are in a tuple, one after another, over and over."""

    def __init__(self, cases):
        self._cases, self._place, self._asked = cases, {}, {}
        self._lock = threading.Lock()
        for server in self._make_servers():
            server.start_thread()
            self.port = server.server.server_address[1]

    def _make_servers(self):
        """One for UDP, one for TCP, on one port: a free one of either need not be free for the other."""
        common = {"address": "127.0.0.1", "logger": DNSLogger(log="-request,-reply,-truncated,-error")}
        for attempt in range(20):
            udp = DNSServer(self, port=0, **common)
            try:
                return udp, DNSServer(self, port=udp.server.server_address[1], tcp=True, **common)
            except OSError:
                udp.server.server_close()
                if attempt == 19:
                    raise

    @property
    def setting(self):
        return f"127.0.0.1:{self.port}"

    def advance(self, case):
        with self._lock:
            self._place[case] = 1

    def asked(self, name):
        """How often the name's IPv4 addresses were asked for."""
        with self._lock:
            return self._asked.get(name.rstrip("."), 0)

    def _answer_for(self, name):
        case = next((label for label in name.split(".") if label in self._cases), None)
        answers = self._cases.get(case, ["NXDOMAIN"])
        with self._lock:
            if isinstance(answers, tuple):
                return answers[self._asked.get(name, 0) % len(answers)]
            return answers[min(self._place.get(case, 0), len(answers) - 1)]

    def resolve(self, request, handler):
        """What dnslib asks for each question."""
        name, kind = str(request.q.qname).rstrip(".").lower(), QTYPE[request.q.qtype]
        answer = self._answer_for(name)
        if kind == "A":
            with self._lock:
                self._asked[name] = self._asked.get(name, 0) + 1
        reply = request.reply()
        if answer == "silence":
            time.sleep(30)
        elif answer == "noise":
            self._send_noise(handler)
            time.sleep(30)
        elif isinstance(answer, str):
            reply.header.rcode = getattr(RCODE, answer)
        else:
            self._fill(reply, request.q.qname, kind, answer)
        if handler.protocol == "udp" and len(reply.pack()) > ROOM_IN_UDP:
            reply = request.reply()
            reply.header.tc = 1  # "ask again over TCP"
        return reply

    @staticmethod
    def _fill(reply, name, kind, records):
        data = {"A": A, "AAAA": AAAA, "CNAME": CNAME}
        for record in records:
            of, value = record.split()
            if of not in (kind, "CNAME"):
                continue
            reply.add_answer(RR(name, getattr(QTYPE, of), rdata=data[of](value), ttl=0))
            if of == "CNAME":
                name = value  # what follows is the alias' own

    @staticmethod
    def _send_noise(handler):
        """No DNS at all, and an answer under somebody else's number."""
        if handler.server.socket_type != socket.SOCK_DGRAM:
            return
        question, connection = handler.request
        for noise in (b"\xff" * 40, bytes([question[0] ^ 1]) + question[1:2] + b"\x81\x80" + question[4:]):
            connection.sendto(noise, handler.client_address)


UDPServer.daemon_threads = True

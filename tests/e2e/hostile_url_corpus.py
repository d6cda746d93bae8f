"""URLs that lead to where only the server can go, or that two parsers read differently (hardening.md G).
The same cases as tests/net/dns/ssrf_socket_test.cpp puts to the connecting side, but for localhost, where the
sandbox lives."""

_HOSTS = """
127.0.0.2 127.255.255.254 0.0.0.0 [::1] [::] 10.0.0.1 172.16.0.1 192.168.0.1 100.64.0.1 169.254.169.254
[fe80::1] [fd00:ec2::254] [fc00::1] 192.0.0.192 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 2130706434
0x7f000002 0x7f.2 0177.0.0.2 017700000002 127.2 127.0.2 0 0x0 00000177.0.0.2 127.0.0.2. 0x7f.0x0.0x0.0x2
[::ffff:127.0.0.2] [::ffff:7f00:2] [::127.0.0.2] [0:0:0:0:0:ffff:127.0.0.2] [64:ff9b::7f00:2]
[2002:7f00:2::] [::ffff:169.254.169.254] [::1%25lo] [::1%lo] [127.0.0.2] %6c%6f%63alhost
127.0.0.2%00.good.example 127.0.0.2%2egood.example ①②⑦.0.0.2 127。0。0。2 metadata.google.internal
nobody.invalid
""".split()
_WHOLE = [
    "https://good.example@127.0.0.2:{port}/",
    "https://127.0.0.2:{port}#@good.example/",
    "https://127.0.0.2#good.example",
    "https://good.example\\@127.0.0.2:{port}/",
    "https://127.0.0.2:{port}\\@good.example/",
    "https://good.example:x@127.0.0.2:{port}/",
    "https://127.0.0.2:{port}:443/",
    "https:///127.0.0.2:{port}/",
    "https:127.0.0.2:{port}",
    "//127.0.0.2:{port}/",
    "https://127.0.0.2:{port}/\r\nX: y",
    "https://127.0.0.2\r\n:{port}/",
    "https://127.0.0.2 :{port}/",
    "gopher://127.0.0.2:{port}/_INFO",
    "file:///etc/passwd",
    "ftp://127.0.0.2:{port}/",
    "dict://127.0.0.2:{port}/info",
    "javascript:alert(1)",
    "http+unix://%2fvar%2frun/",
    "https://127.0.0.2:22/",
    "https://127.0.0.2:6379/",
    "https://good.example:22/",
    "https://127.0.0.2:0/",
    "https://good.example:65536/",
    "https://" + "a" * 5000 + "/",
]


def hosts():
    """As a setting names a host alone: IPv6 addresses with and without their brackets."""
    whole = [url.partition("://")[2].replace("{port}", "25") for url in _WHOLE]
    return _HOSTS + [host.strip("[]") for host in _HOSTS if host.startswith("[")] + whole


def urls(port):
    plain = [f"{scheme}://{host}:{port}/" for scheme in ("https", "http") for host in _HOSTS]
    usual = [f"https://{host}/" for host in _HOSTS]
    return plain + usual + [url.replace("{port}", str(port)) for url in _WHOLE]

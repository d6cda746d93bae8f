"""Names whose addresses lead to where only the server can go (hardening.md G). `inside` is an address that is
forbidden, `outside` the first three numbers of a network the operator has allowed: it stands for the Internet."""

BLOCKED, UNREACHABLE, EITHER = "blocked", "unreachable", "either"


def _v6(prefix, address):
    a, b, c, d = map(int, address.split("."))
    return f"{prefix}{a * 256 + b:x}:{c * 256 + d:x}"


def _chain(length, end):
    return [f"CNAME hop-{number}.names.test" for number in range(length)] + [end]


def cases(outside, inside):
    """case → (answers as name_server.NameServer takes them, how a call must end)"""
    good = f"A {outside}.1"
    blocked = {
        "private": [f"A {inside}"],
        "mixed": [good, f"A {inside}"],
        "mixed-turned": [f"A {inside}", good],
        "mixed-families": [good, "AAAA ::1"],
        "mixed-wrapped": [good, f"AAAA {_v6('::ffff:', inside)}"],
        "chain": _chain(2, f"A {inside}"),
        "long-chain": _chain(12, f"A {inside}"),
        "chain-to-v6": _chain(1, "AAAA ::1"),
        "loopback-v6": ["AAAA ::1"],
        "unspecified-v6": ["AAAA ::"],
        "mapped-v6": [f"AAAA {_v6('::ffff:', inside)}"],
        "compatible-v6": [f"AAAA {_v6('::', inside)}"],
        "nat64": [f"AAAA {_v6('64:ff9b::', inside)}"],
        "nat64-local": [f"AAAA {_v6('64:ff9b:1::', inside)}"],
        "six-to-four": ["AAAA " + _v6("2002:", inside) + "::1"],
        "teredo": ["AAAA 2001:0:7f00:1::1"],
        "unique-local": ["AAAA fd00::1"],
        "link-local-v6": ["AAAA fe80::1"],
        "site-local-v6": ["AAAA fec0::1"],
        "multicast-v6": ["AAAA ff02::1"],
        "metadata": ["A 169.254.169.254"],
        "this-network": ["A 0.0.0.0"],
        "loopback": ["A 127.0.0.1"],
        "ten": ["A 10.0.0.1"],
        "carrier": ["A 100.64.0.1"],
        "benchmarking": ["A 198.18.0.1"],
        "multicast": ["A 224.0.0.1"],
        "broadcast": ["A 255.255.255.255"],
        # More than a datagram holds: the forbidden one comes over TCP, last.
        "plenty": [f"A {outside}.{number}" for number in range(1, 61)] + [f"A {inside}"],
    }
    unreachable = {
        "absent": "NXDOMAIN",
        "failing": "SERVFAIL",
        "refusing": "REFUSED",
        "empty": [],
        "looping": ["CNAME looping.names.test"],
        "silent": "silence",
        "noisy": "noise",
    }
    all_cases = {name: ([answer], BLOCKED) for name, answer in blocked.items()}
    all_cases |= {name: ([answer], UNREACHABLE) for name, answer in unreachable.items()}
    # Another answer each time: what was judged is what must be called.
    all_cases["alternating"] = (([good], [f"A {inside}"]), EITHER)
    return all_cases


def rebinding(outside, inside):
    """Allowed at first, forbidden from advance() on."""
    return [[f"A {outside}.1"], [f"A {inside}"]]

"""Requests that two HTTP parsers may read differently (hardening.md J). In each, a second request is
hidden where one reading sees a body and another the next request. Used alone and behind proxies by
hostile_proxies.py."""


def hidden_request(token, number):
    return (
        f"GET /v2/users?limit=1 HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuggled-{number}\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode("latin-1")


def _request(token, number, fields, body, first="POST /v2/users HTTP/1.1", host="Host: localhost\r\n"):
    text = f"{first}\r\n{host}X-Request-Id: attack-{number}\r\nAuthorization: Bearer {token}\r\n{fields}\r\n"
    return text.encode("latin-1") + body


def _chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


# With a Content-Length that covers "0 CR LF CR LF" and the hidden request: who sees chunked stops before it.
_ENCODINGS = {
    "chunked beside a length": "Transfer-Encoding: chunked",
    "xchunked": "Transfer-Encoding: xchunked",
    "identity": "Transfer-Encoding: identity",
    "chunked, identity": "Transfer-Encoding: chunked, identity",
    "gzip, chunked": "Transfer-Encoding: gzip, chunked",
    "chunked with a parameter": "Transfer-Encoding: chunked;q=1",
    "chunked quoted": 'Transfer-Encoding: "chunked"',
    "chunked behind a tab": "Transfer-Encoding:\tchunked",
    "chunked behind a vertical tab": "Transfer-Encoding: \x0bchunked",
    "chunked behind a form feed": "Transfer-Encoding: \x0cchunked",
    "chunked and a NUL": "Transfer-Encoding: chunked\0",
    "chunked behind a comma": "Transfer-Encoding: ,chunked",
    "chunked in capitals": "TRANSFER-ENCODING: CHUNKED",
    "a space before the colon": "Transfer-Encoding : chunked",
    "a NUL in the name": "Transfer-Encoding\0: chunked",
    "an underscore in the name": "Transfer_Encoding: chunked",
    "a folded value": "Transfer-Encoding:\r\n chunked",
    "folded into another field": "X: y\r\n Transfer-Encoding: chunked",
    "behind a bare LF": "X: y\nTransfer-Encoding: chunked",
    "behind a bare CR": "X: y\rTransfer-Encoding: chunked",
    "twice, one identity": "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    "twice, one cow": "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow",
    "named hop by hop": "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding",
}

# The hidden request is the body; "N" stands for its length.
_LENGTHS = {
    "twice, 0 first": "Content-Length: 0\r\nContent-Length: N",
    "twice, 0 last": "Content-Length: N\r\nContent-Length: 0",
    "twice the same": "Content-Length: N\r\nContent-Length: N",
    "a list": "Content-Length: 0, N",
    "a list of the same": "Content-Length: N, N",
    "with a plus": "Content-Length: +N",
    "negative": "Content-Length: -N",
    "in hexadecimal": "Content-Length: 0xN",
    "with a letter": "Content-Length: Nx",
    "with a space inside": "Content-Length: N N",
    "behind a vertical tab": "Content-Length: \x0bN",
    "over 2 to the 64": "Content-Length: 18446744073709551616",
    "a space before the colon": "Content-Length : N",
    "folded": "Content-Length:\r\n N",
    "named hop by hop": "Content-Length: N\r\nConnection: Content-Length",
    "with an expectation": "Content-Length: N\r\nExpect: 100-continue",
    "with an unknown expectation": "Content-Length: N\r\nExpect: 200-ok",
    "with an upgrade": "Content-Length: N\r\nConnection: Upgrade\r\nUpgrade: h2c",
    "with a second Host": "Content-Length: N\r\nHost: elsewhere",
}


def cases(token, number):
    """(name, bytes) of every case; `number` of the first, the following count on."""
    made = []

    def add(name, fields, body_of, **more):
        at = number + len(made)
        hidden = hidden_request(token, at)
        body = body_of(hidden)
        made.append((name, _request(token, at, fields.replace("N", str(len(body))), body, **more)))

    def plain(hidden):
        return hidden

    def after_last_chunk(hidden):
        return b"0\r\n\r\n" + hidden

    for name, field in _ENCODINGS.items():
        made.append(None)
        at, hidden = number + len(made) - 1, hidden_request(token, number + len(made) - 1)
        body = after_last_chunk(hidden)
        made[-1] = (
            f"encoding: {name}",
            _request(token, at, f"Content-Length: {len(body)}\r\n{field}\r\n", body),
        )
    for name, field in _LENGTHS.items():
        add(f"length: {name}", field + "\r\n", plain)
    chunked = "Transfer-Encoding: chunked\r\n"
    for name, body_of in {
        "length shorter": lambda hidden: _chunk(hidden) + b"0\r\n\r\n",
        "size 0x0": lambda hidden: b"0x0\r\n\r\n" + hidden,
        "size overflows": lambda hidden: b"10000000000000000\r\n\r\n" + hidden,
        "size negative": lambda hidden: b"-1\r\n\r\n" + hidden,
        "bare LF": lambda hidden: b"0\n\n" + hidden,
        "bare LF in an extension": lambda hidden: b"1;x\nX\r\n0\r\n\r\n" + hidden,
        "without its end": lambda hidden: b"1\r\nXX0\r\n\r\n" + hidden,
        "size with a space": lambda hidden: b"0 0\r\n\r\n" + hidden,
    }.items():
        fields = "Content-Length: 4\r\n" + chunked if name == "length shorter" else chunked
        add(f"chunk: {name}", fields, body_of)
    add("a GET with a body", "Content-Length: N\r\n", plain, first="GET /v2/users HTTP/1.1")
    add("a HEAD with a body", "Content-Length: N\r\n", plain, first="HEAD /v2/users HTTP/1.1")
    add(
        "a GET with chunks",
        chunked,
        lambda hidden: _chunk(hidden) + b"0\r\n\r\n",
        first="GET /v2/users HTTP/1.1",
    )
    add("HTTP/1.0 with chunks", chunked, after_last_chunk, first="POST /v2/users HTTP/1.0")
    add(
        "another host in the target",
        "Content-Length: N\r\n",
        plain,
        first="POST http://other/v2/users HTTP/1.1",
    )
    add("no Host", "Content-Length: N\r\n", plain, host="")
    add("a space in the target", "Content-Length: N\r\n", plain, first="POST /v2/users x HTTP/1.1")
    add("HTTP/1.2", "Content-Length: N\r\n", plain, first="POST /v2/users HTTP/1.2")
    return made

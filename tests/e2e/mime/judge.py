#!/usr/bin/env python3
"""Our mail before Python's `email`, its signature for SES before botocore, and its form before aiosmtpd.

    judge.py --writer <path of mail_writer>

What was meant comes back, whatever is in it; each encoded word is read alone, as the least forgiving programs do;
no header is there that was not meant. Judges that are not installed are named and left out.
"""
import argparse
import base64
import email
import email.policy
import html.parser
import json
import re
import subprocess
import sys

FAMILY = "\U0001f468‍\U0001f469‍\U0001f467"
TITLES = [
    "Hello", "Café", "Привет, мир", f"Family {FAMILY} and more words than one encoded word can hold, é", "a" * 255,
    "=?utf-8?q?=0a?=", "x\r\nBcc: eve@evil.example", "שלום", "日本語のとても長い題名" * 6, "tab\there", "quote \" and \\",
    "end\u2028\u0085", "é̀" * 60, "100 % = = = _ ?", "a  b   c",
]
CONTENTS = [
    "", "one", "one\n\ntwo\nthree", ".", "a\r\n.\r\nb", "From here\n.\n..", "é" * 500, "Привет\n\n" * 50, "x" * 3000,
    "trailing \nspace\t\n", "https://example.com/?a=1&b=2 (see https://x.example/a_(b)).", "<b>bold</b> & <i>soft</i>",
    "if a <b and c> d", FAMILY * 30, "-- \nsignature", "--=_0190a5c0-0000-7000-8000-00000000000b--", "\r\r\n\n\r",
]
NAMES = ["", "Ada", "Lovelace, Ada", "Ада", "a\"b\\", "eve@evil.example", "x\r\nBcc: e@x.example", FAMILY, "<script>"]
MEANT = {
    "date", "from", "reply-to", "to", "subject", "message-id", "references", "in-reply-to", "list-id", "auto-submitted",
    "list-unsubscribe", "list-unsubscribe-post", "x-carillon-notification", "x-carillon-delivery", "mime-version",
    "content-type",
}
WORD = re.compile(r"=\?UTF-8\?([QB])\?([^?]*)\?=")


def cases():
    for at, title in enumerate(TITLES):
        for name in NAMES[: 3 if at else None]:
            yield {"title": title, "content": CONTENTS[at % len(CONTENTS)], "first_name": name, "from_name": name}
    for content in CONTENTS:
        yield {"title": "T", "content": content, "action_url": "https://x.example/%0d%0a?a=1&b=2", "topic": "t"}
        yield {"title": "T", "html": f"<p>{content}</p>", "category": "orders/new", "session_token": "token/=="}
    for evil in ("\r\n", "\n", "\r", "\v", "\u0085", "\u2028", "\r\n\r\n"):
        bad = f"a{evil}Bcc: eve@evil.example{evil}"
        yield dict.fromkeys(("title", "content", "category", "topic", "action_url", "first_name", "from_name"), bad)


def one_line(text):
    controls = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+"
    return re.sub(r"(?:^ +| +$)", "", re.sub(rf" ?{controls} ?", lambda found: " ", text))


class Words(html.parser.HTMLParser):
    """What a page says, without its head and its preheader."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, attributes):
        hidden = "display:none" in (dict(attributes).get("style") or "")
        if tag not in ("meta", "br", "img", "wbr"):
            self.open.append("hidden" if hidden else tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        self.open.pop()

    def handle_data(self, data):
        if not {"head", "hidden", "style"} & set(self.open):
            self.words.append(data)


def check_bytes(raw):
    assert re.fullmatch(rb"[\x20-\x7e\t\r\n]*", raw), "an octet that 7bit cannot carry"
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw), "a bare line end"
    assert all(len(line) <= 998 for line in raw.split(b"\r\n")), "a line over 998"
    head = raw.split(b"\r\n\r\n", 1)[0].decode()
    for line in head.split("\r\n"):
        if "=?UTF-8?" in line:
            assert len(line) <= 76, line
    for kind, payload in WORD.findall(head):
        word = base64.b64decode(payload, validate=True) if kind == "B" else quoted(payload)
        word.decode("utf-8")  # each alone
    names = [line.split(":")[0].lower() for line in head.split("\r\n") if line[:1] not in (" ", "\t")]
    assert len(names) == len(set(names)), names
    assert set(names) <= MEANT, set(names) - MEANT


def quoted(payload):
    return re.sub(rb"=([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), payload.replace("_", " ").encode())


def squeezed(text):
    return "".join(text.split())


def check_mail(case, answer):
    raw = base64.b64decode(answer["body"])
    check_bytes(raw)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    parts = list(mail.iter_parts())
    defects = [mail.defects, *(part.defects for part in parts), *(mail[name].defects for name in mail.keys())]
    assert not any(defects), defects
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert str(mail["subject"]) == one_line(case["title"])[:1000] or len(case["title"]) >= 255, (mail["subject"], case)
    assert mail["to"].addresses[0].addr_spec == "ada@x.example"
    assert mail["from"].addresses[0].addr_spec == "news@mail.example"
    assert len(mail["from"].addresses) == len(mail["to"].addresses) == 1
    text, page = parts[0].get_content(), parts[1].get_content()
    reader = Words()
    reader.feed(page)
    assert not reader.open, reader.open
    shown = squeezed("".join(reader.words))
    for word in re.findall(r"\w+", case.get("content") or ""):
        assert word in squeezed(text) and word in shown, (word, text)


def check_ses(case, answer, botocore):
    body = json.loads(base64.b64decode(answer["body"]))
    assert body["Content"]["Simple"]["Subject"]["Data"] == one_line(case["title"]) or len(case["title"]) >= 255
    if not botocore:
        return
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    sent = answer["headers"]
    url = "https://email.eu-west-1.amazonaws.com" + answer["path"]
    request = AWSRequest("POST", url, headers={"content-type": sent["content-type"]}, data=base64.b64decode(answer["body"]))
    request.context["timestamp"] = sent["x-amz-date"]
    token = sent.get("x-amz-security-token")
    if token:
        request.headers["X-Amz-Security-Token"] = token
    request.headers["X-Amz-Date"] = sent["x-amz-date"]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token), "ses", "eu-west-1")
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    assert sent["authorization"].endswith("Signature=" + signature), sent["authorization"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--writer", required=True)
    writer = parser.parse_args().writer
    try:
        import botocore
    except ImportError:
        botocore = None
        print("left out: botocore is not installed")
    given = [{"to": "ada@x.example", "unsubscribe_url": "https://n.example/u/" + "A" * 90, **one} for one in cases()]
    lines = "".join(json.dumps(one) + "\n" for one in given)
    output = subprocess.run([writer], input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    assert len(output) == len(given)
    for case, line in zip(given, output):
        answer = json.loads(line)
        try:
            check_mail(case, answer["smtp"])
            check_ses(case, answer["ses"], botocore)
        except Exception:
            print(f"case: {case}\nanswer: {answer}", file=sys.stderr)
            raise
    print(f"{len(given)} mails are what was meant")


if __name__ == "__main__":
    main()

"""What the document says in words and no schema can: what schemathesis must know to make acceptable requests.

Formats give values that are more than well-formed. SUPPLIES puts right what must succeed and could not,
because it rests on other parameters or on what the server holds; each says why no schema can tell. What is
meant to be refused is left alone.
"""

import base64
import json
import os
import urllib.request
import uuid
from urllib.parse import parse_qs, urlsplit

import schemathesis
from hypothesis import strategies as st
from private_keys import private_key

CURSORS = ("starting_after", "ending_before", "page[after]", "page[before]")
NEWER_WORDS = ("limit", "starting_after", "ending_before")
SEED_WORDS = ("page[size]", "page[after]", "page[before]")

_word = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
schemathesis.openapi.format("cursor", st.just("cursor"))
schemathesis.openapi.format("uri", _word.map(lambda word: f"https://{word}.example.com/{word}"))
schemathesis.openapi.format("public-host", _word.map(lambda word: f"{word}.example.com"))
schemathesis.openapi.format("liquid-condition", st.just("{{ notification.unseen }} == true"))

KEYS = {
    "save_apns_integration": {
        "certificate": private_key("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    },
    "save_fcm_integration": {
        "private_key": private_key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    },
    "save_sendgrid_integration": {"webhook_verification_key": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEy9ZA6oy0zutCGPg1hKu0gKe+1xrsyL9QMYVEEXZrQ+gCJPaob34OM2ZJZBjx2qqG8TnrBrM962Z4ZGkzfZPAVg=="},
    "save_web_push_integration": {  # the document's example
        "public_key": "BF1PmHOKpDnBQ-FSI6d1cKbhm-10GNbPpxV_Fwy1dafrKA4Qn0ms0mUtJIZP5MarMDbsLCJnR3ruNiQrQxBcyuQ",
        "private_key": "qSy8_C223tKfzoGCgsuxyEYwrL1bQQqTeRd0GYKhsWI",
    },
}

_cursors_seen = {}  # (path, parameter) → the cursor a list gave last


@schemathesis.hook
def after_call(context, case, response):
    """Remembers cursors."""
    if case.method != "GET" or response.status_code != 200 or b'"links"' not in response.content:
        return
    for link in response.json().get("links", {}).values():
        for name, values in parse_qs(urlsplit(link or "").query).items():
            if name in CURSORS:
                _cursors_seen[case.path, name] = values[0]


@schemathesis.hook
def before_call(context, case, kwargs):
    keep_the_own_token(case)
    if case.meta is not None and case.meta.generation.mode.is_positive:
        for supply in SUPPLIES:
            supply(case)


def keep_the_own_token(case):
    """The list of tokens links to the revocation of each, the one we come with among them."""
    claims = os.environ["PROJECT_JWT"].split(".")[1]
    own = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["jti"]
    if case.path == "/v2/jwt/project/{token_id}" and (case.path_parameters or {}).get("token_id") == own:
        case.path_parameters["token_id"] = str(uuid.uuid4())


def one_vocabulary_of_paging(case):
    """Parameters of a query are schemas of their own: none can forbid another."""
    query = case.query or {}
    for unwanted in SEED_WORDS if any(name in query for name in NEWER_WORDS) else ():
        query.pop(unwanted, None)


def cursors_of_a_list(case):
    """A cursor comes from the list it belongs to, signed; and there is one of the two (as above)."""
    query = case.query or {}
    asked = [name for name in CURSORS if name in query]
    for name in asked:
        del query[name]
    if asked and (known := _cursors_seen.get((case.path, asked[0]))):
        query[asked[0]] = known


def fresh_idempotency_key(case):
    """The key of another request is refused: the server's memory."""
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"fuzz-{uuid.uuid4()}"


def email_of_one_user(case):
    """An address several users share names none: the server's memory."""
    if isinstance(case.body, dict) and isinstance(case.body.get("email"), str):
        if not case.body.get("external_id"):
            case.body["email"] = f"{uuid.uuid4().hex}@example.com"


def categories_differ(case):
    """uniqueItems compares whole items, and these differ by a key that is any text."""
    operation = case.operation.definition.raw["operationId"]
    if "webhook" not in operation and isinstance(case.body, dict) and isinstance(case.body.get("categories"), list):
        case.body["categories"] = list({one.get("key"): one for one in case.body["categories"]}.values())


def slack_app_that_is_installed(case):
    """An app_id is that of a saved integration, a state one that was given lately: the server's memory."""
    operation = case.operation.definition.raw["operationId"]
    if operation in ("start_slack_installation", "finish_slack_installation") and isinstance(case.body, dict):
        case.body["app_id"] = _save_slack_integration(case.operation.base_url)
    if operation == "finish_slack_installation" and isinstance(case.body, dict):
        _start_slack_installation(case.operation.base_url, case.body["app_id"])
        case.body.pop("state", None)


def keys_that_are_keys(case):
    """A pattern makes PEM, and texts of the length of a key, but no keys."""
    operation = case.operation.definition.raw["operationId"]
    if operation in KEYS and isinstance(case.body, dict):
        case.body |= KEYS[operation]


def contacts_that_can_be_written_to(case):
    """A schema has no words for the host of a URL being public."""
    operation = case.operation.definition.raw["operationId"]
    if operation == "save_web_push_integration" and isinstance(case.body, dict) and "contact" in case.body:
        case.body["contact"] = "mailto:push@example.com"


def relays_that_are_spoken_to_under_tls(case):
    """A login in the clear is for a relay on this machine, whose addresses are not for clients to name here."""
    operation = case.operation.definition.raw["operationId"]
    if operation == "save_smtp_integration" and isinstance(case.body, dict) and case.body.get("security") == "none":
        case.body["security"] = "starttls"


def secrets_that_are_no_filler(case):
    """Asterisks are what a GET shows in place of a secret: saved where none is stored, they are refused."""
    if case.path.startswith("/v2/integrations/") and isinstance(case.body, dict):
        for name, value in case.body.items():
            if isinstance(value, str) and value.strip("*") == "":
                case.body[name] = "c" * len(value)


def integers_of_64_bits(case):
    """A longer one is refused by the parser, wherever it stands; a schema of free-form JSON cannot say so."""
    case.body = _within_64_bits(case.body)


def _within_64_bits(value):
    if isinstance(value, dict):
        return {name: _within_64_bits(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_within_64_bits(inner) for inner in value]
    is_wide = isinstance(value, int) and not -(2**63) <= value < 2**63
    return 2**63 - 1 if is_wide else value


def secrets_that_stay(case):
    """Another one is given by rotate_secret; that it is another one, only the server knows."""
    if case.operation.definition.raw["operationId"] == "save_webhook_endpoint" and isinstance(case.body, dict):
        case.body.pop("secret", None)


SUPPLIES = (
    secrets_that_stay,
    secrets_that_are_no_filler,
    integers_of_64_bits,
    one_vocabulary_of_paging,
    cursors_of_a_list,
    fresh_idempotency_key,
    email_of_one_user,
    categories_differ,
    slack_app_that_is_installed,
    keys_that_are_keys,
    contacts_that_can_be_written_to,
    relays_that_are_spoken_to_under_tls,
)


def _start_slack_installation(base_url, app_id):
    headers = {"Authorization": f"Bearer {os.environ['USER_JWT']}", "Content-Type": "application/json"}
    url = base_url.rstrip("/") + "/v2/integrations/slack/installations/start"
    request = urllib.request.Request(url, json.dumps({"app_id": app_id}).encode(), headers)
    urllib.request.urlopen(request).close()


def _save_slack_integration(base_url):
    config = {"app_id": "A0123456789", "client_id": "1234567890.1234567890"}
    config |= {"client_secret": "c" * 32, "signing_secret": "s" * 32}
    headers = {"Authorization": f"Bearer {os.environ['PROJECT_JWT']}", "Content-Type": "application/json"}
    url = base_url.rstrip("/") + "/v2/integrations/slack"
    request = urllib.request.Request(url, json.dumps(config).encode(), headers, method="PUT")
    with urllib.request.urlopen(request) as answer:
        answer.read()
    return config["app_id"]

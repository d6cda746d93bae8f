"""Everything a client can entrust to the server, with a canary in each secret: what is saved where, and
which texts must never come to light. Used by canary.py."""

import base64

WORD = "SECRETCANARY"
SENDER = {"email": "a@example.com"}


def _filled(name, size):
    """A canary of exactly `size` letters and digits."""
    return f"{WORD}{name}".ljust(size, "x")[:size]


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _web_push_pair(credentials):
    """(public point, private scalar) on P-256, in the form of web push."""
    private, public = credentials.p256_pair()
    return _base64url(public), _base64url(private)


def integrations(credentials, origin, smtp_port):
    """kind -> config. All that are secret hold WORD or are listed by secrets_of(). What is called is the sandbox."""
    public, private = _web_push_pair(credentials)
    return {
        "apns": credentials.apns_integration(),
        "fcm": credentials.fcm_integration(origin),
        "expo": {"access_token": f"{WORD}-expo"},
        "awssns": {"webhook_signing_secret": credentials.certificate()},
        "github": {"webhook_signing_secret": f"{WORD}-github"},
        "stripe": {"webhook_signing_secret": f"whsec_{WORD}"},
        "inbox": {"images": None, "locale": "en", "theme": None},
        "mailgun": {"api_key": f"key-{WORD}", "domain": "mg.example.com", "region": "eu", "from": SENDER,
                    "webhook_signing_key": f"{WORD}-mailgun-hook"},
        "ping_email": {"url": f"{origin}/ping?{WORD}ping"},
        "sendgrid": {"api_key": f"SG.{WORD}", "from": SENDER},
        "ses": {"key_id": "AKIAEXAMPLE", "secret_key": f"{WORD}-ses", "region": "eu-west-1", "from": SENDER},
        "slack": {
            "app_id": "A0CANARY",
            "client_id": "1234.5678",
            "client_secret": _filled("clientsecret", 32),
            "signing_secret": _filled("signingsecret", 32),
        },
        "smtp": {
            "host": "127.0.0.1",
            "port": smtp_port,
            "username": "u",
            "password": f"{WORD}-smtp",
            "from": SENDER,
            "security": "starttls",
        },
        "templates": {},
        "twilio": {
            "account_sid": "AC1",
            "api_key": "SK1",
            "api_secret": f"{WORD}-twilio",
            "from": "+4917012345",
        },
        "web_push": {"public_key": public, "private_key": private},
    }


def accounts_of(configs):
    """What the sandbox must know to be the provider of these integrations."""
    return {
        "expo": [{"access_token": configs["expo"]["access_token"]}],
        "web_push": [{"public_key": configs["web_push"]["public_key"]}],
    }


def secrets_of(configs):
    """Texts beyond WORD that betray an integration's secret."""
    keys = [configs["apns"]["certificate"], configs["fcm"]["private_key"]]
    lines = [
        line for key in keys for line in key.splitlines() if "PRIVATE KEY" not in line and len(line) > 30
    ]
    return lines + [configs["web_push"]["private_key"]]


def channel_tokens(subscription, origin):
    """path -> payload of a user's tokens that are capabilities: who knows them can send. `subscription` is a
    browser's, with WORD in its endpoint; the hooks are at that origin."""
    return {
        "/channels/slack/tokens": {"webhook": {"url": f"{origin}/services/T0/B0/{WORD}slack"}},
        "/channels/teams/tokens": {"webhook": {"url": f"{origin}/webhookb2/{WORD}teams"}},
        "/channels/web_push/tokens": subscription,
        "/channels/in_app/inbox/tokens": {"token": _filled("inboxtoken", 64)},
    }


def device_tokens():
    """path -> payload. An address, no capability without the provider's credential: it rests as it is and
    is shown to its owner, but stands in no log, metric, event or error."""
    return {
        "/channels/mobile_push/apns/tokens": {"device_token": "c0ffee" * 10 + "beef"},
        "/channels/mobile_push/fcm/tokens": {"device_token": "FCM-DEVICECANARY-" + "f" * 100},
        "/channels/mobile_push/expo/tokens": {"device_token": "ExponentPushToken[DEVICECANARY]"},
    }


def slack_installation():
    return {
        "access_token": f"xoxb-{WORD}-access",
        "app_id": "A0CANARY",
        "team": {"id": "T0CANARY", "name": "team"},
        "authed_user": {
            "id": "U0",
            "access_token": f"xoxp-{WORD}-user",
            "refresh_token": f"xoxe-{WORD}-user",
        },
        "refresh_token": f"xoxe-{WORD}-refresh",
        "incoming_webhook": {
            "channel": "#a",
            "configuration_url": "https://slack.com/services/1",
            "url": f"https://hooks.slack.com/services/T/B/{WORD}installed",
        },
    }

"""Ids that are computed, never stored (queue.md 2.6), re-computed here from the documents."""

import base64
import hashlib
import uuid

from books.placement import home_of


def short_id(raw):
    """16 bytes as they stand in keys: 22 characters base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_short_id(text):
    return base64.urlsafe_b64decode(text + "==")


def raw_id(text):
    return uuid.UUID(text).bytes


def text_id(raw):
    return str(uuid.UUID(bytes=raw))


def _version_8(digest):
    raw = bytearray(digest[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def notification_id(broadcast, user, place):
    """The one notification a broadcast (16 bytes) makes for a user (16 bytes) with that (partition, number).
    Leads back to both: queue/derived_ids.hpp says how."""
    partition, number = place
    digest = _version_8(hashlib.sha256(b"nd2" + broadcast + user).digest())
    places = 0x8000 | home_of(broadcast) << 6 | partition ^ broadcast[11] & 0x3F
    masked = number ^ int.from_bytes(broadcast[12:], "big")
    return broadcast[:6] + places.to_bytes(2, "big") + digest[8:12] + masked.to_bytes(4, "big")


def token_hash(token):
    """First 8 bytes of SHA-256, as a big-endian number."""
    return int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big")


def delivery_id(notification, channel_name, hash_of_token):
    """One address of a notification."""
    seed = notification + channel_name.encode() + hash_of_token.to_bytes(8, "big")
    return _version_8(hashlib.sha256(seed).digest())

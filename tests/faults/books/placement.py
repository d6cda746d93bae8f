"""Where things lie: the 64 partitions, their hash tags and CRC-32C (queue.md 2.3). A second copy of the table
on purpose: a wrong one in the engine shows up as keys in the wrong place."""

PARTITIONS = 64

TAGS = (
    "53t j3j if5 kec 574 74b akm 6bk 96a frw 0ip oin d1i 38o 0m0 xw he6 box 40w c9q hav 7ah 447 "
    "67a 1js fcu 0xr m5 1n3 3me e2j iu 712 52d cmk 4dm 75r h5l 7av ice 3y7 1za 2k6 8ax wu7 931 "
    "yg 8e8 7d8 5gn 621 41g jc0 qkn 66q i6o 3h5 1kc 2z4 0yb 3lu des he 802 "
).split()


def _make_table():
    table = []
    for index in range(256):
        value = index
        for _ in range(8):
            value = value >> 1 ^ 0x82F63B78 if value & 1 else value >> 1
        table.append(value)
    return table


_TABLE = _make_table()


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


def partition_of_user(project, user):
    """Both as 16 raw bytes."""
    return crc32c(project + b"\0" + user) % PARTITIONS


def home_of(raw_id):
    """Of a broadcast, or of a project's own records."""
    return crc32c(raw_id) % PARTITIONS


def key_in(prefix, partition, rest):
    return f"{prefix}{{{TAGS[partition]}}}:{rest}"


def tag_of(key, prefix):
    """The text in braces at the start of a key, or None."""
    if not key.startswith(prefix + "{"):
        return None
    end = key.find("}")
    return key[len(prefix) + 1 : end] if end > 0 else None

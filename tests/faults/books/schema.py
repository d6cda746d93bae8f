"""Every key the product may write, as patterns (queue.md 2.4). What matches none of them is residue."""

import re

from books.placement import TAGS

ID = "[A-Za-z0-9_-]{22}"
LANE = "(?:hi|std|bulk)"
JOB = f"{ID}:(?:plan|[0-9]+:[0-9]+)"

# Name in a partition's slot → Redis type.
IN_PARTITION = {
    f"b:{ID}": "hash",
    f"bx:{ID}": "zset",
    "open": "zset",
    f"job:{JOB}": "hash",
    f"oc:{JOB}": "string",
    f"od:{JOB}": "hash",
    f"bc:{ID}": "hash",
    f"rdy:{LANE}": "zset",
    f"fin:{LANE}": "hash",
    f"vt:{LANE}": "string",
    "lease": "zset",
    "due": "zset",
    "parked": "zset",
    "dead": "zset",
    f"ev:{ID}": "stream",
    f"rc:{ID}": "zset",
    "rcd": "zset",
    f"seq:{ID}": "string",
    f"ux:{ID}:[0-9]+": "hash",
    f"u:{ID}:{ID}": "hash",
    f"tk:{ID}:[0-9]+:[0-9]+": "hash",
    f"tx:{ID}:[0-9]+": "hash",
    f"ib:{ID}:[0-9]+": "hash",
    f"idx:{ID}:[a-z0-9]+": "hash",
    f"top:{ID}:.+": "zset",
    f"prj:{ID}": "hash",
    "pk:pk_[A-Za-z0-9_-]+": "string",
    f"int:{ID}": "hash",
    f"hk:{ID}": "hash",
    f"hl:{ID}": "string",
    f"hs:{ID}:{ID}": "hash",
    f"hr:{ID}:{ID}": "zset",
    f"ha:{ID}:{ID}": "hash",
    f"jwt:{ID}:(?:project|user|{ID})": "hash",
    f"plans:{ID}": "hash",
    f"sor:{ID}": "zset",
    f"sup:{ID}": "hash",
    f"sux:{ID}": "zset",
    f"sb:{ID}:{ID}": "hash",
    f"fb:{ID}:[a-z_]+": "hash",
    f"rg:{ID}:[A-Za-z0-9_-]+(?::[0-9a-f]{{16}})?": "hash",
    f"tpl:{ID}": "hash",
    f"pf:{ID}:[0-9]+": "hash",
    f"in:{ID}:{ID}": "hash",
}

# Outside the partitions. Rows under w: carry a TTL: who is alive, and what /readyz writes to see that it can.
ELSEWHERE = {
    r"\{meta\}:cfg": "hash",
    r"\{meta\}:w:ready-[0-9]+": "string",
    r"\{meta\}:w:(?!ready-).+": "hash",
    r"\{meta\}:changes": "string",
    r"\{meta\}:changed": "zset",
    r"\{meta\}:hooks": "set",
    r"\{keys\}:ring": "hash",
}


def _compiled(rows):
    return [(re.compile(pattern, re.DOTALL), kind) for pattern, kind in rows.items()]


_IN_PARTITION, _ELSEWHERE = _compiled(IN_PARTITION), _compiled(ELSEWHERE)
_TAGGED = re.compile(r"\{(%s)\}:" % "|".join(TAGS))


def type_of(key, prefix):
    """The Redis type this key must have, or None when it is outside the schema."""
    if not key.startswith(prefix):
        return None
    rest, rows = key[len(prefix) :], _ELSEWHERE
    if found := _TAGGED.match(rest):
        rest, rows = rest[found.end() :], _IN_PARTITION
    for pattern, kind in rows:
        if pattern.fullmatch(rest):
            return kind
    return None

"""R: what a run must have delivered, from the test's own list. Written by the harness, read by the checker."""

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Expectation:
    project: str  # id
    users: dict  # external id → {"apns": [tokens], "fcm": [tokens]}
    broadcasts: list = field(default_factory=list)  # {"id", "recipients": None for everyone, or external ids}
    prefix: str = "c:"
    kills: int = 0  # how many workers were killed or stopped
    window: int = 0  # W: deliveries in flight of one worker process
    commit: int = 100  # K: outcomes a commit
    open_jobs: int = 4  # jobs a worker process holds
    # Requests repeated for another reason than a killed worker: Redis was set back in time.
    spare_duplicates: int = 0

    @property
    def duplicates_allowed(self):
        return self.kills * (self.window + self.open_jobs * self.commit) + self.spare_duplicates

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(**json.load(file))

    def recipients_of(self, broadcast):
        named = broadcast["recipients"]
        return self.users if named is None else named

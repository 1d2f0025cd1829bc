"""What came of each mutant, kept in a file, so that a run may go on where another one stopped."""
import dataclasses
import json
import threading


@dataclasses.dataclass
class Result:
    """`by` is a checker or a test, as `kind` says; None where the mutant survived. `seeds` of them were run from `first` on.
    The digests tell of which sources and tests that is true."""

    by: str | None
    kind: str
    first: int
    seeds: int
    sources: str
    tests: str


class Results:
    def __init__(self, path, resume):
        self.path, self.lock = path, threading.Lock()
        self.kept = {}
        if resume and path.exists():
            self.kept = {key: Result(**value) for key, value in json.loads(path.read_text()).items()}

    def of(self, key, first, sources):
        """What is known of a mutant in these sources."""
        result = self.kept.get(key)
        return result if result and result.sources == sources and result.first == first else None

    def keep(self, key, result):
        with self.lock:
            self.kept[key] = result
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_suffix(".new")
            new.write_text(json.dumps({key: dataclasses.asdict(value) for key, value in self.kept.items()}, indent=0))
            new.rename(self.path)

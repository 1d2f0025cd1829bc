"""The mutants: those that were made by hand (checks/mutants.toml) and the flips, with what checks/flips.toml explains."""
import dataclasses
import sys
import tomllib

from . import flips

FIRST_FLIP = 1000
FLIPPED = (
    "Conductor", "Owners", "Difference", "WantedState", "Decision/", "Topology/", "Reroute/", "Readiness/", "OperatorHold.swift",
    "ProbePlan.swift", "Discovery/MemberDirectory.swift")
# Texts for people.
UNFLIPPED = {"Readiness/Notices.swift", "Topology/Standing+Text.swift"}


@dataclasses.dataclass
class Mutant:
    number: int
    what: str
    place: str = ""
    # The checkers that may find it; any where there are none.
    by: tuple[str, ...] = ()
    survives: str | None = None


class HandMade:
    name = "table"

    def __init__(self, root):
        self.rows = tomllib.loads((root / "checks/mutants.toml").read_text())["mutant"]
        ids = [m["id"] for m in self.rows]
        if any(later <= earlier for earlier, later in zip([0] + ids, ids)):
            sys.exit("checks/mutants.toml: the ids must rise")

    @property
    def mutants(self):
        return [Mutant(m["id"], m["what"], m["file"], tuple(m.get("by", ())), m.get("survives")) for m in self.rows]

    def plant(self, file, original):
        """The text with the table's choices: the long sites first, since a short one may lie within."""
        text = original
        for row in sorted((m for m in self.rows if m["file"] == file), key=lambda m: -len(m["old"])):
            old = row["old"]
            if original.count(old) != 1:
                sys.exit(f"mutant {row['id']}: its text stands {original.count(old)} times in {file}: {old}")
            if old not in text:
                sys.exit(f"mutant {row['id']}: another mutant has taken its text in {file}: {old}")
            text = text.replace(old, self.choice(row))
        return text

    def check(self, root):
        """Ends with a sentence where a row does not fit the sources."""
        for file in sorted({m["file"] for m in self.rows}):
            self.plant(file, (root / "Sources/PointsmanCore" / file).read_text())

    @staticmethod
    def choice(row):
        number, old = row["id"], row["old"]
        if "choice" in row:
            return row["choice"].replace("{id}", str(number))
        if row.get("statement"):
            return f"if mutant == {number} {{ {row['new']} }} else {{ {old} }}"
        return f"(mutant == {number} ? ({row['new']}) : ({old}))"


class Flips:
    name = "flips"

    def __init__(self, root):
        core = root / "Sources/PointsmanCore"
        self.by_file = {}
        number = FIRST_FLIP
        for path in sorted(core.rglob("*.swift")):
            file = str(path.relative_to(core))
            if file in UNFLIPPED or not file.startswith(FLIPPED):
                continue
            self.by_file[file] = flips.find(file, path.read_text())
            for flip in self.by_file[file]:
                number += 1
                flip.number = number
        self.uncompiled = []
        self.explain(tomllib.loads((root / "checks/flips.toml").read_text()).get("flip", []))

    def explain(self, rows):
        """Each row names its flips by exact texts: that lasts while lines move."""
        self.why, self.unmatched = {}, []
        for row in rows:
            matched = [f for f in self.by_file.get(row["file"], []) if self.matches(row, f)]
            self.why |= {f.number: row["survives"] for f in matched}
            if not matched:
                self.unmatched.append(f"{row['file']}: {row.get('old') or row.get('line')}")

    @staticmethod
    def matches(row, flip):
        operator = flip.middle[2] if flip.middle else None
        above, line, below = flip.texts
        return (
            row.get("old", flip.old) == flip.old and row.get("line", line) == line
            and row.get("above", above) == above and row.get("below", below) == below
            # A row that names a condition means its opposite, unless it names the operator.
            and ("old" not in row or row.get("operator") == operator)
        )

    @property
    def mutants(self):
        return [
            Mutant(f.number, f.what, f"{f.file}:{f.line}", (), self.why.get(f.number))
            for found in self.by_file.values() for f in found
        ]

    def plant(self, file, original):
        return flips.plant(original, self.by_file.get(file, []))

    def drop(self, errors):
        """Takes out the flips in the lines that don't compile."""
        for file, line in errors:
            for flip in list(self.by_file.get(file, [])):
                if flip.first_line <= line <= flip.last_line:
                    self.by_file[file].remove(flip)
                    self.uncompiled.append(flip)


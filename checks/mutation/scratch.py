"""A copy of Core, Simulation and the core's tests with every mutant in it, built once: MUTANT in the environment says which one
a process is."""
import hashlib
import pathlib
import re
import subprocess
import sys

PACKAGE = """// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]

let package = Package(
    name: "mutated",
    targets: [
        .target(name: "CMutant"),
        .target(name: "PointsmanCore", dependencies: ["CMutant"], swiftSettings: strict),
        .target(name: "PointsmanScenarios", dependencies: ["PointsmanCore"], swiftSettings: strict),
        .target(
            name: "PointsmanSimulation", dependencies: ["PointsmanCore", "PointsmanScenarios"], swiftSettings: strict),
        .executableTarget(
            name: "mutants", dependencies: ["PointsmanCore", "PointsmanScenarios", "PointsmanSimulation"], swiftSettings: strict),
        .testTarget(name: "PointsmanCoreTests", dependencies: ["PointsmanCore"]),
    ],
    swiftLanguageModes: [.v6]
)
"""

# Set before main, and constant for Swift, so that asking costs a load.
CHOSEN = """#include <stdlib.h>

int chosen_mutant;

__attribute__((constructor)) static void choose(void) {
    const char *text = getenv("MUTANT");
    if (text) chosen_mutant = atoi(text);
}
"""

CHOICE = """import CMutant

var mutant: Int { Int(chosen_mutant) }

func turned(_ number: Int, _ value: Bool) -> Bool { value != (mutant == number) }

func both(_ number: Int, _ left: Bool, _ right: @autoclosure () -> Bool) -> Bool {
    mutant == number ? left || right() : left && right()
}

func either(_ number: Int, _ left: Bool, _ right: @autoclosure () -> Bool) -> Bool {
    mutant == number ? left && right() : left || right()
}

func below<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    mutant == number ? left <= right : left < right
}

func atMost<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    mutant == number ? left < right : left <= right
}

func above<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    mutant == number ? left >= right : left > right
}

func atLeast<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    mutant == number ? left > right : left >= right
}
"""

# A seed that takes this long has no end.
RUNNER = """import Glibc
import PointsmanCore
import PointsmanScenarios
import PointsmanSimulation

let seeds = CommandLine.arguments.dropFirst().map { UInt64($0)! }
for seed in seeds[0]...seeds[1] {
    _ = alarm(60)
    let result = Simulation.run(WorldPlan(seed: seed, agents: 1 + Int(seed % 3)))
    let planned = seed % 4 == 0 ? Simulation.run(WorldPlan(seed: seed, agents: 3, plansMoves: true)) : result
    if let violation = result.violation ?? planned.violation {
        print("caught|\\(violation.checker)|\\(violation)")
        exit(0)
    }
    print("passed|\\(seed)")
    fflush(nil)
}
"""


class Scratch:
    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        self.core = folder / "Sources/PointsmanCore"

    def sources(self, plant):
        """Every file of the copy, by its path in it; `plant` is given a core file's name and text, and tells the new text."""
        files = {
            "Package.swift": PACKAGE,
            "Sources/CMutant/chosen.c": CHOSEN,
            "Sources/CMutant/include/chosen.h": "extern const int chosen_mutant;\n",
            "Sources/CMutant/include/module.modulemap": 'module CMutant { header "chosen.h" export * }\n',
            "Sources/PointsmanCore/Mutant.swift": CHOICE,
            "Sources/mutants/main.swift": RUNNER,
        }
        for target in ("Sources/PointsmanCore", "Sources/PointsmanScenarios", "Sources/PointsmanSimulation", "Tests/PointsmanCoreTests"):
            for path in sorted((self.root / target).rglob("*.swift")):
                text = path.read_text()
                if target == "Sources/PointsmanCore":
                    text = plant(str(path.relative_to(self.root / target)), text)
                files[str(path.relative_to(self.root))] = text
        return files

    def write(self, files):
        """Only what differs: what is as it was need not be built again."""
        for path in [p for part in ("Sources", "Tests") for p in (self.folder / part).rglob("*") if p.is_file()]:
            if str(path.relative_to(self.folder)) not in files:
                path.unlink()
        for name, text in files.items():
            path = self.folder / name
            if not path.exists() or path.read_text() != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)

    def check(self):
        """The (file, line) of each error in the core, without building it."""
        run = subprocess.run(
            ["swiftc", "-typecheck", "-swift-version", "6", "-package-name", "mutated", "-I", self.folder / "Sources/CMutant/include"]
            + sorted(self.core.rglob("*.swift")), capture_output=True, text=True)
        places = re.findall(r"PointsmanCore/(\S+?\.swift):(\d+):\d+: error", run.stderr)
        if run.returncode != 0 and not places:
            sys.exit(run.stderr)
        return {(file, int(line)) for file, line in places}

    def build(self):
        run = subprocess.run(
            ["swift", "build", "-c", "release", "--build-tests", "--package-path", self.folder], capture_output=True, text=True)
        if run.returncode != 0:
            output = run.stdout + run.stderr
            sys.exit("\n".join(line for line in output.splitlines() if "error" in line) or output)

    @property
    def simulation(self):
        return self.folder / ".build/release/mutants"

    @property
    def tests(self):
        return self.folder / ".build/release/mutatedPackageTests.xctest"


def digest(files, *prefixes):
    hashed = hashlib.sha256()
    for name, text in sorted(files.items()):
        if name.startswith(prefixes):
            hashed.update(f"{name}\0{text}\0".encode())
    return hashed.hexdigest()

"""One mutant put on trial: seeds of the simulation until a checker finds it, and the core's own tests."""
import os
import re
import subprocess

# The tests take a second; what takes this long has no end.
TESTS_SECONDS = 60
# A mutant may ask for memory without end.
MEMORY_BYTES = 6 << 30


def run(number, command, timeout):
    limited = ["prlimit", f"--as={MEMORY_BYTES}", *map(str, command)]
    environment = {**os.environ, "MUTANT": str(number), "SWIFT_BACKTRACE": "enable=no"}
    return subprocess.run(limited, capture_output=True, text=True, timeout=timeout, env=environment)


def simulate(scratch, number, first, last):
    """What found it and after how many seeds, (None, seeds) where all passed. The program itself gives up a seed that has no
    end."""
    result = run(number, [scratch.simulation, first, last], None)
    passed = result.stdout.count("passed|")
    if found := re.search(r"^caught\|(.*?)\|(.*)$", result.stdout, re.MULTILINE):
        return found[1], passed + 1
    if result.returncode != 0:
        return "no end" if result.returncode == -14 else "trap", passed + 1
    return None, passed


def test(scratch, number):
    """The name of a test of the core's that fails; None where all pass."""
    try:
        result = run(number, [scratch.tests, "--testing-library", "swift-testing"], TESTS_SECONDS)
    except subprocess.TimeoutExpired:
        return "no end"
    output = result.stdout + result.stderr
    if result.returncode == 0 and re.search(r"Test run with [1-9]\d* tests? .*passed", output):
        return None
    found = re.search(r'Test "(.*?)" (?:recorded an issue|failed)', output) or re.search(r"Test (\w+\(.*?\)) (?:recorded|failed)", output)
    # A test that can't go on ends them all.
    return found[1] if found else "trap"

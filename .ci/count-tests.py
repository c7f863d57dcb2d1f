"""Counts the tests of all vitest runs in a log: prints "PASSED FAILED", and to stderr what makes the count doubtful.

A run counts by its own closing line. A run that began and has no closing line counts as one failure, so that a runner
that died cannot pass for one without failures; so does each skipped test, since the project has none.
"""

import re
import sys

START = re.compile(r"\bRUN\s+v\d+\.\d+\.\d+\s")
TOTAL = re.compile(r"(?:^|:)\s*Tests\s+(.*\(\d+\)|no tests)\s*$")
ANSI = re.compile(r"\x1b\[[0-9;]*m")

passed = failed = begun = closed = 0
with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
    for raw in log:
        line = ANSI.sub("", raw.rstrip("\n"))
        if START.search(line):
            begun += 1
        match = TOTAL.search(line)
        if match is None:
            continue
        closed += 1
        counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|todo)", match[1])}
        passed += counts.get("passed", 0)
        failed += counts.get("failed", 0)
        for word in ("skipped", "todo"):
            if counts.get(word):
                print(f"{counts[word]} {word}: {line.strip()}", file=sys.stderr)
                failed += counts[word]
        if not counts:
            print(f"a run without tests: {line.strip()}", file=sys.stderr)
            failed += 1
if begun != closed:
    print(f"{begun} test runs began and {closed} came to their end", file=sys.stderr)
    failed += max(1, abs(begun - closed))
if begun == 0:
    print("no test ran", file=sys.stderr)
    failed += 1
print(passed, failed)

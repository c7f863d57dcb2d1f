"""Prints a log of a known kind: lines.py KIND COUNT [--line-bytes N] [--seconds S] [--gates FOLDER --at 30,60]

At each percentage of --at it makes FOLDER/at-P and goes on when FOLDER/go-P is there, so that a test can act in the middle
of a log without guessing times. --seconds spreads the printing over about that long.
"""

import argparse
import os
import sys
import time

BAR = b"".join(b"\r%3d%% [%-20s]" % (p, b"#" * (p // 5)) for p in range(0, 101, 10)) + b"\n"


def mixed(i, count, _size):
    """Everything a log may hold; the line number is in each, so that a lost or doubled one shows."""
    if i == count // 2:
        return b"%d long " % i + b"x" * 5_000_000 + b" end\n"
    if i == count * 2 // 3:
        return b"%d not UTF-8: \xff after\n" % i
    if i % 1000 == 7:
        return b"%d progress" % i + BAR
    if i % 1000 == 11:
        return b"%d\r\n" % i
    return b"%d " % i + (b"plain", "한국어 로그 줄".encode(), "emoji 🚀👩‍🔬 done".encode())[i % 3] + b"\n"


def same(_i, _count, _size):
    return b"the same line again and again\n"


def numbered(i, _count, size):
    return (b"%09d " % i).ljust(size - 1, b"abcdefghij"[i % 10 : i % 10 + 1]) + b"\n"


parser = argparse.ArgumentParser()
parser.add_argument("kind", choices=["mixed", "same", "numbered"])
parser.add_argument("count", type=int)
parser.add_argument("--line-bytes", type=int, default=100)
parser.add_argument("--seconds", type=float, default=0)
parser.add_argument("--gates")
parser.add_argument("--at", default="")
parser.add_argument("--exit", type=int, default=0)
args = parser.parse_args()

make = {"mixed": mixed, "same": same, "numbered": numbered}[args.kind]
gates = {args.count * int(p) // 100: p for p in args.at.split(",") if p}
out = sys.stdout.buffer
began = time.monotonic()
block = []
size = 0


def flush():
    global size
    out.write(b"".join(block))
    out.flush()
    block.clear()
    size = 0


for i in range(args.count):
    if i in gates:
        flush()
        open(os.path.join(args.gates, "at-" + gates[i]), "w").close()
        while not os.path.exists(os.path.join(args.gates, "go-" + gates[i])):
            time.sleep(0.05)
    line = make(i, args.count, args.line_bytes)
    block.append(line)
    size += len(line)
    if size > 65536:
        flush()
        ahead = began + args.seconds * i / args.count - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
flush()
sys.exit(args.exit)

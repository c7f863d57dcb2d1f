"""Follows a flooded job with a released Python client and prints the same report as the programs of this package.

    python peer_tail.py ray|sync|async ADDRESS ID LINES

ray: JobSubmissionClient of Ray; sync and async: the clients of synapse-sdk.
"""

import asyncio
import json
import resource
import sys
import time

KIND, ADDRESS, JOB, LINES = sys.argv[1:]
LINE_BYTES = 80


def peak_bytes():
    # Not ru_maxrss, which begins with the size of the process that started this one.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


class Stopwatch:
    def __init__(self):
        self.began = time.perf_counter()
        self.first = self.last = None
        self.lines = self.units = 0

    def pieces(self, lines, units):
        self.last = time.perf_counter()
        if self.first is None:
            self.first = self.last
        self.lines += lines
        self.units += units

    def report(self):
        ended = time.perf_counter()
        if self.lines != int(LINES) or self.units != self.lines * LINE_BYTES:
            raise SystemExit(f"read {self.lines} lines and {self.units} characters of {LINES} lines")
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(
            json.dumps(
                {
                    "lines": self.lines,
                    "streamMs": (self.last - self.first) * 1000,
                    "endMs": (ended - self.began) * 1000,
                    "peakBytes": peak_bytes(),
                    "cpuMs": (used.ru_utime + used.ru_stime) * 1000,
                }
            )
        )


async def ray_tail(watch):
    from ray.job_submission import JobSubmissionClient

    client = JobSubmissionClient(ADDRESS)
    async for text in client.tail_job_logs(JOB):
        watch.pieces(text.count("\n"), len(text))


def limits():
    from synapse_sdk.utils.network import StreamLimits

    most = 10**12
    return StreamLimits(max_messages=most, max_lines=most, max_bytes=most)


def sync_tail(watch):
    from synapse_sdk.clients.agent import AgentClient

    client = AgentClient(ADDRESS, "bench")
    client.stream_limits = limits()
    for line in client.websocket_tail_job_logs(JOB):
        watch.pieces(1, len(line) + 1)


async def async_tail(watch):
    from synapse_sdk.clients.agent import AsyncAgentClient

    # The released async tails call this helper, which no class defines: without it they send nothing at all.
    AsyncAgentClient._get_url = lambda self, path: path
    async with AsyncAgentClient(ADDRESS, "bench") as client:
        client.stream_limits = limits()
        async for line in client.websocket_tail_job_logs(JOB):
            watch.pieces(1, len(line) + 1)


watch = Stopwatch()
if KIND == "ray":
    asyncio.run(ray_tail(watch))
elif KIND == "sync":
    sync_tail(watch)
else:
    asyncio.run(async_tail(watch))
watch.report()

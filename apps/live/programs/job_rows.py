"""Writes COUNT ended jobs into the job table of the head at argv[1], as its job manager does: job_rows.py GCS COUNT"""

import asyncio
import sys
import time

from ray._raylet import GcsClient
from ray.dashboard.modules.job.common import JobInfo, JobInfoStorageClient
from ray.job_submission import JobStatus


async def main():
    address, count = sys.argv[1], int(sys.argv[2])
    table = JobInfoStorageClient(GcsClient(address=address))
    now = int(time.time() * 1000)
    for first in range(0, count, 200):
        await asyncio.gather(
            *(
                table.put_info(
                    f"row-{i:05d}",
                    JobInfo(
                        status=JobStatus.FAILED if i % 10 == 0 else JobStatus.SUCCEEDED,
                        entrypoint=f"python train.py --run {i}",
                        message="Job finished successfully.",
                        start_time=now - 60_000 - i,
                        end_time=now - i,
                        metadata={"team": "live", "run": str(i)},
                        runtime_env={"env_vars": {"RUN": str(i)}},
                        driver_exit_code=0,
                    ),
                )
                for i in range(first, min(first + 200, count))
            )
        )


asyncio.run(main())

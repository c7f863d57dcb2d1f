"""Runs 300 tasks, one that is retried, an actor and a placement group, says so, and stays until it is stopped."""

import os
import sys
import time

import ray
from ray.util.placement_group import placement_group

flag = sys.argv[1]
ray.init(log_to_driver=False)


@ray.remote(num_cpus=0.1)
def counted(number):
    return number


@ray.remote(num_cpus=0.1, max_retries=1, retry_exceptions=True)
def retried(path):
    print(f"attempt of {os.getpid()}")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf8"):
            raise ValueError("the first attempt fails")


@ray.remote(num_cpus=0.1)
class Speaker:
    def speak(self):
        print("the actor speaks")


group = placement_group([{"CPU": 0.1}], name="live-group")
ray.get(group.ready())
speaker = Speaker.options(name="live-speaker").remote()
ray.get(speaker.speak.remote())
ray.get([counted.remote(number) for number in range(300)])
ray.get(retried.remote(flag))
held = ray.put(b"x" * 200_000)
print("ready", flush=True)
time.sleep(3600)

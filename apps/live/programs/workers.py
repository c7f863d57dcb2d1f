"""Runs tasks, retries and an actor that share workers, names each with its id in the job's log, and ends when all have ended."""

import os
import sys
import threading
import time

import ray

flags, lines = sys.argv[1], int(sys.argv[2])
ray.init(log_to_driver=False)


@ray.remote(num_cpus=1)
def long(count):
    for number in range(count):
        print(f"long {number} {'x' * (number % 50)}", flush=number % 7 == 0)
        if number % 200 == 0:
            time.sleep(0.02)
    print("long without an end", end="", flush=True)


@ray.remote(num_cpus=1)
def short(number):
    print(f"short {number}")
    print(f"error of {number}", file=sys.stderr)


@ray.remote(num_cpus=1)
def silent():
    pass


@ray.remote(num_cpus=1, max_retries=2, retry_exceptions=True)
def repeated(path):
    first = not os.path.exists(path)
    print(f"attempt {0 if first else 1}")
    if first:
        with open(path, "w", encoding="utf8"):
            raise ValueError("the first attempt fails")


@ray.remote(num_cpus=1, max_retries=1)
def crashed(path):
    first = not os.path.exists(path)
    print(f"life {0 if first else 1}")
    if first:
        with open(path, "w", encoding="utf8"):
            pass
        time.sleep(2)
        os._exit(3)


@ray.remote(num_cpus=1)
def threaded():
    def late():
        time.sleep(0.3)
        print("late line of a thread", flush=True)

    threading.Thread(target=late, daemon=True).start()
    print("line of the task")


@ray.remote(num_cpus=0, max_restarts=1)
class Printer:
    def speak(self, first, count):
        for number in range(first, first + count):
            print(f"spoken {number}", flush=True)
            time.sleep(0.02)

    def crash(self):
        print("last words", flush=True)
        os._exit(3)


def named(name, reference):
    print(f"task {name} {reference.task_id().hex()}", flush=True)
    return reference


started = [named("long", long.remote(lines))]
speaker = Printer.remote()
ray.get(speaker.speak.remote(0, 10))
print(f"actor speaker {speaker._actor_id.hex()}", flush=True)
ray.get(speaker.speak.remote(10, 100))
started += [named(f"short-{number}", short.remote(number)) for number in range(20)]
started += [
    named("retried", repeated.remote(os.path.join(flags, "retried"))),
    named("silent", silent.remote()),
    named("crashed", crashed.remote(os.path.join(flags, "crashed"))),
]
ray.get(started)
# Last: the late line of its thread would be in the log of the worker's next task.
ray.get(named("threaded", threaded.remote()))
time.sleep(1)
try:
    ray.get(speaker.crash.remote())
except ray.exceptions.RayError:
    pass
for _ in range(100):
    try:
        ray.get(speaker.speak.remote(110, 5))
        break
    except ray.exceptions.RayError:
        time.sleep(0.2)
time.sleep(3)

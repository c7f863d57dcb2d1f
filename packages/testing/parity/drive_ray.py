"""Drives one Ray address with Ray's own clients and prints what came of it as one JSON document.

    python drive_ray.py http://127.0.0.1:8265

Run it with a Python that has `ray[default]`. Every call of `JobSubmissionClient` and every `ray job` command is one
step: its result or the type and text of its exception, or its exit code and output. Ids, times, addresses, paths and
stack frames are masked, so two servers that behave alike give the same document. The token of a cluster with token
authentication comes from RAY_AUTH_TOKEN, with RAY_AUTH_MODE=token, as Ray's clients read it.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
import uuid

ADDRESS = sys.argv[1].rstrip("/")
# These override the address given in code.
for name in ("RAY_API_SERVER_ADDRESS", "RAY_ADDRESS", "RAY_JOB_HEADERS"):
    os.environ.pop(name, None)

from ray.job_submission import JobSubmissionClient  # noqa: E402

RUN = uuid.uuid4().hex[:8]
STEPS = []
TERMINAL = {"STOPPED", "SUCCEEDED", "FAILED"}
# Long enough for any step on a busy machine; no result depends on how long a step took.
PATIENCE_S = 120


def mask(text):
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = text.replace(ADDRESS, "<address>").replace(ADDRESS.split("://", 1)[1], "<host>").replace(RUN, "RUN")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", "<time>", text)
    text = re.sub(r"raysubmit_\w{16}", "<generated id>", text)
    text = re.sub(r"(/[\w.@-]+)+/(job-driver-[^'\n]*\.log)", r"<logs>/\2", text)
    text = re.sub(r"in position \d+(-\d+)?", "in position <n>", text)
    text = re.sub(r"\[Node [\w.:-]+\]", "[Node <ip>]", text)
    return text


def reasons(text):
    """Return an error without its stack frames, which name lines of Ray's own files."""
    lines = [line for line in mask(text).splitlines() if line.strip() and not line.startswith(" ")]
    return [line for line in lines if not line.startswith(("Traceback", "During handling", "The above exception"))]


def log_lines(text):
    """Sort the lines: Ray buffers `Running entrypoint`, so it can be any of the first lines."""
    return sorted(mask(text).splitlines())


def step(name, call, show=lambda value: value):
    try:
        outcome = {"result": show(call())}
    except Exception as error:
        outcome = {"exception": type(error).__name__, "reasons": reasons(str(error))}
    STEPS.append({"step": name, **outcome})


def details(job):
    """Return the fields of a job; of times and addresses only whether they are set."""
    shown = job.dict() if hasattr(job, "dict") else dict(job.__dict__)
    for key in ("start_time", "end_time", "driver_agent_http_address", "driver_node_id"):
        shown[key] = None if shown[key] is None else f"<{key}>"
    message = mask(shown["message"] or "")
    if "last available logs" in message:
        first, *log = message.splitlines()
        shown["message"] = [first, *sorted(log)]
    else:
        shown["message"] = reasons(message)
        # The end of a failed runtime_env's message is the text of the program that tried to download or install.
        if str(shown["error_type"]) == "RUNTIME_ENV_SETUP_FAILURE":
            shown["message"] = shown["message"][:2]
    return {key: mask(value) if isinstance(value, str) else value for key, value in shown.items()}


def until(condition):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.2)
    raise TimeoutError("the condition never held")


def id_of(name):
    return f"{name}-{RUN}"


def status_is(client, name, *wanted):
    return lambda: str(client.get_job_status(id_of(name))) in wanted


def submit(client, name, entrypoint, wait=True, **options):
    client.submit_job(entrypoint=entrypoint, submission_id=id_of(name), **options)
    if wait:
        until(status_is(client, name, *TERMINAL))


def tail(client, name):
    async def collect():
        return "".join([lines async for lines in client.tail_job_logs(id_of(name))])

    return asyncio.run(collect())


def sdk(client):
    step("version", client.get_version)
    step("submit", lambda: client.submit_job(entrypoint="echo one; echo two", submission_id=id_of("ok")), mask)
    step("tail from the start to the end", lambda: tail(client, "ok"), log_lines)
    until(status_is(client, "ok", *TERMINAL))
    step("status", lambda: str(client.get_job_status(id_of("ok"))))
    step("info of a succeeded job", lambda: client.get_job_info(id_of("ok")), details)
    step("list", lambda: [job for job in client.list_jobs() if job.submission_id == id_of("ok")], lambda jobs: [details(job) for job in jobs])
    step("logs", lambda: client.get_job_logs(id_of("ok")), log_lines)
    step("tail again: replayed", lambda: tail(client, "ok"), log_lines)
    step("duplicate submit", lambda: client.submit_job(entrypoint="echo", submission_id=id_of("ok")))
    step("stop a finished job", lambda: client.stop_job(id_of("ok")))
    step("delete a finished job", lambda: client.delete_job(id_of("ok")))
    step("info of a deleted job", lambda: client.get_job_info(id_of("ok")))
    submit(client, "ok", "echo again")
    step("logs of a reused id: appended", lambda: client.get_job_logs(id_of("ok")), log_lines)
    step("submit without an id", lambda: client.submit_job(entrypoint="true"), mask)

    submit(client, "run", "echo ready; sleep 300", wait=False, metadata={"k": "v"})
    until(status_is(client, "run", "RUNNING"))
    step("info of a running job", lambda: client.get_job_info(id_of("run")), details)
    step("delete a running job", lambda: client.delete_job(id_of("run")))
    step("stop a running job", lambda: client.stop_job(id_of("run")))
    until(status_is(client, "run", *TERMINAL))
    step("info of a stopped job", lambda: client.get_job_info(id_of("run")), details)
    submit(client, "deaf", "trap '' TERM; echo ready; while true; do sleep 1; done", wait=False)
    until(lambda: "ready\n" in client.get_job_logs(id_of("deaf")))
    step("stop a job that ignores SIGTERM", lambda: client.stop_job(id_of("deaf")))
    until(status_is(client, "deaf", *TERMINAL))
    step("info after SIGKILL", lambda: client.get_job_info(id_of("deaf")), details)
    submit(client, "graceful", "trap 'echo bye; exit 5' TERM; echo ready; sleep 300 & wait", wait=False)
    until(lambda: "ready\n" in client.get_job_logs(id_of("graceful")))
    client.stop_job(id_of("graceful"))
    until(status_is(client, "graceful", *TERMINAL))
    step("info of a job that ended itself when stopped", lambda: client.get_job_info(id_of("graceful")), details)
    step("logs of it", lambda: client.get_job_logs(id_of("graceful")), log_lines)

    submit(client, "bad", "echo before; exit 7")
    step("info of a failed job", lambda: client.get_job_info(id_of("bad")), details)
    submit(client, "killed", "kill -9 $$")
    step("info of a job that killed itself", lambda: client.get_job_info(id_of("killed")), details)
    submit(client, "missing", "no-such-command-xyz")
    step("info of a command that is not there", lambda: client.get_job_info(id_of("missing")), details)
    submit(client, "env", "echo value=$A", runtime_env={"env_vars": {"A": "한 1"}})
    step("logs with env_vars", lambda: client.get_job_logs(id_of("env")), log_lines)
    submit(client, "sp é", "printf 'a\\rb\\r\\nc\\n'")
    step("an id that has to be encoded; universal newlines", lambda: client.get_job_logs(id_of("sp é")), log_lines)
    submit(client, "bytes", "printf 'x\\377y\\n'")
    step("logs that are not UTF-8", lambda: client.get_job_logs(id_of("bytes")))
    step("tail of them", lambda: tail(client, "bytes"), log_lines)

    submit(client, "nopkg", "echo never", runtime_env={"working_dir": "gcs://_ray_pkg_0000000000000000.zip"})
    step("info after a bad runtime_env", lambda: client.get_job_info(id_of("nopkg")), details)
    step("logs after a bad runtime_env", lambda: client.get_job_logs(id_of("nopkg")))
    step("tail after a bad runtime_env", lambda: tail(client, "nopkg"))
    submit(client, "big", "echo never", wait=False, entrypoint_num_cpus=1000)
    step("info of a job that waits for resources", lambda: client.get_job_info(id_of("big")), details)
    step("delete a pending job", lambda: client.delete_job(id_of("big")))
    step("stop a pending job", lambda: client.stop_job(id_of("big")))
    step("it stays pending", lambda: str(client.get_job_status(id_of("big"))))
    submit(client, "negative", "echo never", entrypoint_num_cpus=-1)
    step("info of impossible resources", lambda: client.get_job_info(id_of("negative")), details)
    step("bad label selector", lambda: client.submit_job(entrypoint="echo", entrypoint_label_selector={"a": "!!bad("}))
    step("id with a slash", lambda: client.submit_job(entrypoint="echo", submission_id=id_of("a/b")))

    for name, call in {
        "status": client.get_job_status,
        "info": client.get_job_info,
        "logs": client.get_job_logs,
        "stop": client.stop_job,
        "delete": client.delete_job,
    }.items():
        step(f"{name} of an unknown id", lambda call=call: call("nope"))
    step("tail of an unknown id", lambda: asyncio.run(client.tail_job_logs("nope").__anext__()))


def ray_job(name, *arguments):
    command = [os.path.join(os.path.dirname(sys.executable), "ray"), "job", *arguments, "--address", ADDRESS]
    if "--" in arguments:
        split = arguments.index("--")
        command = [command[0], "job", *arguments[:split], "--address", ADDRESS, *arguments[split:]]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE_S)
    # Not compared: a second status line while it waits, the order of the log, and the list of other jobs on that head.
    lines = {re.sub(r"Status: \w+", "Status: <status>", line) for line in reasons(ended.stdout)}
    lines = [] if arguments[0] == "list" else sorted(line for line in lines if "has not exited yet" not in line)
    STEPS.append({"step": f"ray job {name}", "exit": ended.returncode, "output": lines})


def cli(client):
    ok, bad, run = id_of("cli-ok"), id_of("cli-bad"), id_of("cli-run")
    ray_job("submit", "submit", "--submission-id", ok, "--", "echo", "hi")
    ray_job("submit, failing", "submit", "--submission-id", bad, "--", "sh", "-c", "echo before; exit 4")
    ray_job("submit, duplicate", "submit", "--submission-id", bad, "--", "echo")
    ray_job("submit --no-wait", "submit", "--no-wait", "--submission-id", run, "--", "sleep", "300")
    until(status_is(client, "cli-run", "RUNNING"))
    ray_job("status", "status", run)
    ray_job("delete, running", "delete", run)
    ray_job("stop", "stop", run)
    ray_job("stop, finished", "stop", run)
    ray_job("logs", "logs", ok)
    ray_job("logs --follow, failed job", "logs", "--follow", bad)
    ray_job("list", "list")
    ray_job("delete", "delete", ok)
    ray_job("status, deleted", "status", ok)
    ray_job("logs, unknown id", "logs", "nope")
    ray_job("logs --follow, unknown id", "logs", "--follow", "nope")
    ray_job("stop, unknown id", "stop", "nope")


if __name__ == "__main__":
    jobs = JobSubmissionClient(ADDRESS)
    sdk(jobs)
    cli(jobs)
    print(json.dumps({"steps": STEPS}, indent=2, ensure_ascii=False, default=str))

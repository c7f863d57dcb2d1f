"""Drives a reference reasoner with a real jobs client of `relationalai` and prints what came of it as one JSON document.

    python reasoner_jobs.py CLIENT TRANSPORT SNOWFLAKE_URL TOKEN

CLIENT is `sync` or `async`; TRANSPORT is `direct-access`, `sql`, or `key-pair`, which is Direct Access with TOKEN's place taken
by the path of a private key. Run it with a Python that has `relationalai`. There is no Snowflake: a stand-in session hands each
statement, the endpoint look-up of Direct Access included, to the reference SQL REST API. Every call is one step: its result, or
the type and text of its exception. Ids and times are masked.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

CLIENT, TRANSPORT, SNOWFLAKE, TOKEN = sys.argv[1:5]

# Its caches would remember the address of a server that is gone; a home may hold settings.
CACHES = tempfile.TemporaryDirectory()
os.environ["HOME"] = CACHES.name
os.environ["RAI_ENDPOINT_FILE"] = os.path.join(CACHES.name, "endpoints.json")
os.environ["RAI_TOKEN_CACHE_FILE"] = os.path.join(CACHES.name, "tokens.json")

from relationalai.auth.handlers.base import TokenHandler  # noqa: E402
from relationalai.client import from_session, from_session_sync  # noqa: E402
from relationalai.config import create_config  # noqa: E402
from relationalai.services.jobs.util import compose_payload  # noqa: E402

KEY_PAIR = TRANSPORT == "key-pair"
# The session that looks the endpoint up is logged in by other means than Direct Access is.
CREDENTIALS = {
    "Authorization": f"Bearer {os.environ['SESSION_TOKEN'] if KEY_PAIR else TOKEN}",
    "X-Snowflake-Authorization-Token-Type": "OAUTH",
}
if KEY_PAIR:
    # The one thing that is put in the SDK's way: it makes the account's address from its name.
    TokenHandler._prepare_account_url = staticmethod(lambda account: SNOWFLAKE)

# Long enough for any step on a busy machine; nothing is decided by how long something took.
PATIENCE_S = 120


def decode(kind, cell):
    if cell is None or kind in ("text", "variant"):
        return cell
    if kind == "fixed":
        return int(cell)
    if kind == "boolean":
        return cell == "true"
    at = datetime.fromtimestamp(float(cell.split()[0]), timezone.utc)
    return at.replace(tzinfo=None) if kind == "timestamp_ntz" else at


def binding(value):
    if isinstance(value, bool):
        return {"type": "BOOLEAN", "value": str(value).lower()}
    if isinstance(value, int):
        return {"type": "FIXED", "value": str(value)}
    return {"type": "TEXT", "value": value}


class Rows:
    def __init__(self, rows):
        self.rows = rows

    def collect(self):
        return self.rows


class StandInSession:
    """What the SDK needs of a Snowpark session, in front of the SQL REST API."""

    def __init__(self):
        self.statements = []

    def sql(self, statement, params=None):
        self.statements.append(" ".join(statement.split()))
        bindings = {str(n): binding(value) for n, value in enumerate(params or [], 1)}
        answer = self.send("POST", f"?requestId={uuid.uuid4()}", {"statement": statement, "bindings": bindings})
        columns = answer["resultSetMetaData"]["rowType"]
        rows = list(answer["data"])
        for partition in range(1, len(answer["resultSetMetaData"]["partitionInfo"])):
            rows += self.send("GET", f"/{answer['statementHandle']}?partition={partition}")["data"]
        return Rows([{c["name"]: decode(c["type"], cell) for c, cell in zip(columns, row)} for row in rows])

    def send(self, method, path, body=None):
        request = urllib.request.Request(
            f"{SNOWFLAKE}/api/v2/statements{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                **CREDENTIALS,
                "Accept": "application/json",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            # As Snowflake's drivers show it.
            failure = json.load(error)
            raise RuntimeError(f"{failure.get('code')} ({failure.get('sqlState')}): {failure['message']}") from None


def plain(value):
    """JSON of a result, without what differs from run to run."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, datetime):
        return "<time>"
    if isinstance(value, str):
        return mask(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return plain({key: getattr(value, key) for key in getattr(value, "__dataclass_fields__", vars(value))})


def mask(text):
    text = re.sub(r"\?expires=\d+&signature=[\w-]+", "?<signed>", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>", text)
    return re.sub(r"http://127\.0\.0\.1:\d+", "<address>", text)


class Run:
    """One client over one transport."""

    def __init__(self):
        self.session = StandInSession()
        self.steps = {}
        self.runner = asyncio.Runner() if CLIENT == "async" else None
        login = (
            {"authenticator": "jwt", "private_key_path": TOKEN}
            if KEY_PAIR
            else {"authenticator": "programmatic_access_token", "token": TOKEN}
        )
        account = {"type": "snowflake", "account": "acct", "warehouse": "w", "user": "alice", **login}
        config = create_config(connections={"stand_in": account}, direct_access=TRANSPORT != "sql")
        token = {} if KEY_PAIR else {"token": TOKEN}
        options = {"session": self.session, "config": config, "app_name": "RELATIONALAI", **token}
        self.client = self.now(lambda: (from_session if self.runner else from_session_sync)(**options))
        self.jobs = self.client.jobs

    def now(self, call):
        """The call's result: the async client's is awaited."""
        if self.runner is None:
            return call()

        async def awaited():
            value = call()
            return await value if hasattr(value, "__await__") else value

        return self.runner.run(awaited())

    def step(self, name, call, show=plain):
        try:
            value = self.now(call)
            self.steps[name] = {"result": show(value)}
            return value
        except Exception as error:
            self.steps[name] = {"exception": type(error).__name__, "text": mask(str(error)).split("\n")[0]}
            return None

    def create(self, kind, code, **more):
        """The id of a new job: awaiting the async client's operation would wait for the job."""
        name = f"create {kind} {code}"
        payload = compose_payload(reasoner_type=kind, database="DB", raw_code=code)
        if self.runner is None:
            operation = self.jobs.create(kind, "eng1", payload, **more)
        else:
            async def created():
                return [await self.jobs.create(kind, "eng1", payload, **more)]

            [operation] = self.runner.run(created())
        self.steps[name] = {"result": plain(operation.metadata)}
        return operation

    def close(self):
        self.now(lambda: (self.client.aclose if self.runner else self.client.close)())
        if self.runner:
            self.runner.close()

    def everything(self):
        patience = {"timeout_s": PATIENCE_S, "poll_interval_s": 0.05}
        for kind in ("Logic", "Prescriptive", "Predictive"):
            logic = kind == "Logic"
            jobs = self.jobs
            payload = compose_payload(reasoner_type=kind, database="DB", raw_code="def output = 1")
            good = self.create(kind, "def output = 1", timeout_mins=7)
            id = good.id
            self.step(f"operation wait {kind}", lambda: good.wait(**patience))
            self.step(f"operation status {kind}", good.status)
            self.step(f"operation is_done {kind}", good.is_done)
            self.step(f"operation result {kind}", good.result)
            self.step(f"get {kind}", lambda: jobs.get(kind, id))
            expansions = ["details", "events", "raw"] + (["artifacts", "problems"] if logic else [])
            self.step(f"get {kind} with everything", lambda: jobs.get(kind, id, include=dict.fromkeys(expansions, True)))
            self.step(f"get {kind} missing", lambda: jobs.get(kind, "nope/ x"))
            first = self.step(f"get_events {kind}", lambda: jobs.get_events(kind, id))
            token = first.continuation_token if first else ""
            self.step(f"get_events {kind} next", lambda: jobs.get_events(kind, id, continuation_token=token))
            self.step(f"get_events {kind} wrong token", lambda: jobs.get_events(kind, id, continuation_token="zz"))
            self.step(f"wait {kind}", lambda: jobs.wait(kind, id, **patience))
            self.step(f"get_operation {kind}", lambda: jobs.get_operation(kind, id))
            self.step(f"get_operation {kind} missing", lambda: jobs.get_operation(kind, "nope"))
            self.step(
                f"create_ready {kind}", lambda: jobs.create_ready(kind, "eng1", payload, **patience), lambda job: job.state
            )
            failing = self.create(kind, "fail")
            self.step(
                f"wait {kind} failing",
                lambda: jobs.wait(kind, failing.id, **patience),
                lambda job: [job.state, job.abort_reason],
            )
            running = self.create(kind, "stay_running")
            self.step(f"get {kind} running", lambda: jobs.get(kind, running.id), lambda job: job.state)
            self.step(
                f"wait {kind} running", lambda: jobs.wait(kind, running.id, timeout_s=0.3, poll_interval_s=0.1)
            )
            self.step(f"list {kind} only active", lambda: jobs.list(kind, only_active=True), lambda found: [
                job.id == running.id for job in found
            ])
            self.step(f"cancel {kind}", lambda: jobs.cancel(kind, running.id))
            self.step(f"get {kind} cancelled", lambda: jobs.get(kind, running.id), lambda job: job.state)
            self.step(f"cancel {kind} missing", lambda: jobs.cancel(kind, "nope"))
            self.step(f"cancel {kind} all users", lambda: jobs.cancel(kind, running.id, all_users=True))
            states = lambda found: [job.state for job in found]  # noqa: E731
            self.step(f"list {kind}", lambda: jobs.list(kind), states)
            self.step(
                f"list {kind} filtered",
                lambda: jobs.list(kind, state="FAILED" if not logic else "ABORTED", name="ENG1", created_by="ALICE@example.com"),
                states,
            )
            self.step(f"list {kind} by id", lambda: jobs.list(kind, job_id=id), lambda found: [job.id == id for job in found])
            self.step(f"list {kind} limit, offset", lambda: jobs.list(kind, limit=1, offset=1), states)
        self.step("list all", lambda: self.jobs.list(), lambda found: [job.reasoner_type for job in found])


run = Run()
try:
    if KEY_PAIR:
        run.step("list", run.jobs.list)
        run.create("Logic", "def output = 1")
    else:
        run.everything()
finally:
    run.close()
print(json.dumps({"steps": run.steps, "statements": sorted(set(run.session.statements))}, ensure_ascii=False))

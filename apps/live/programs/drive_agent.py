"""Makes calls with the real Python clients of the Synapse Agent and prints what came of each.

    python drive_agent.py sync|async URL TOKEN USER_TOKEN TENANT <calls.json

stdin is a JSON list of {"method", "args", "kw", "take", "token"}; stdout the list of outcomes: {"result": …}, or {"error":
class, "status", "detail"}. A tail is read to its end, or left after "take" items. "token" is used in place of TOKEN.
"""

import asyncio
import inspect
import itertools
import json
import sys

from synapse_sdk.clients.agent import AgentClient, AsyncAgentClient

# The released async tails call this helper, which no class defines: without it they send nothing at all.
AsyncAgentClient._get_url = lambda self, path: path

KIND, URL, TOKEN, USER_TOKEN, TENANT = sys.argv[1:]


def client(kind, call):
    return kind(URL, call.get("token", TOKEN), user_token=USER_TOKEN, tenant=TENANT)


def shown(value):
    if hasattr(value, "model_dump"):
        return {"model": type(value).__name__, **value.model_dump(mode="json")}
    if inspect.isgenerator(value) or isinstance(value, tuple):
        return [shown(item) for item in value]
    return value


def failure(error):
    status, detail = getattr(error, "status_code", None), getattr(error, "detail", None)
    return {"error": type(error).__name__, "status": status, "detail": detail}


def sync_call(call):
    result = getattr(client(AgentClient, call), call["method"])(*call.get("args", []), **call.get("kw", {}))
    if not inspect.isgenerator(result):
        return shown(result)
    try:
        return list(itertools.islice(result, call.get("take")))
    finally:
        result.close()


async def async_call(call):
    async with client(AsyncAgentClient, call) as agent:
        result = getattr(agent, call["method"])(*call.get("args", []), **call.get("kw", {}))
        if not inspect.isasyncgen(result):
            return shown(await result)
        items = []
        try:
            async for item in result:
                items.append(item)
                if len(items) == call.get("take"):
                    break
        finally:
            await result.aclose()
        return items


def outcome(call):
    try:
        return {"result": sync_call(call) if KIND == "sync" else asyncio.run(async_call(call))}
    except Exception as error:
        return failure(error)


json.dump([outcome(call) for call in json.load(sys.stdin)], sys.stdout)

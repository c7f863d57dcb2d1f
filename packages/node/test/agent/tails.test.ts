import { cutAfter, cutAfterPieces, http, instead, type ScriptedStatus, type AgentJobStatus } from "@jobwire/testing";
import { describe, expect, test } from "vitest";
import { clientOf, lines, manyAtOnce, readAll, started } from "./faulty.ts";

const upTo = (count: number): ReadonlyArray<number> => Array.from({ length: count + 1 }, (_, k) => k);

/** Reads RUNNING this often, then SUCCEEDED: as many live connections are made, and the last may end the log. */
const runningFor = (looks: number): ScriptedStatus<AgentJobStatus> => {
  let left = looks;
  return (look) => (look === "get" && left-- > 0 ? "RUNNING" : "SUCCEEDED");
};

describe.each([true, false])("replay %s", (replay) => {
  test.each(["auto", "websocket", "http"] as const)(
    "a job that continues while it is followed, by %s",
    async (protocol) => {
      const server = await started({ style: { replay } });
      const given = await readAll(clientOf(server), server.jobId, { protocol }, ({ length }) => {
        if (length === lines.length) server.append("more\nand more\n");
        if (length === lines.length + 2) server.setStatus("SUCCEEDED");
      });
      expect(given).toEqual([...lines, "more", "and more"]);
    },
  );

  // A replay is about 330 bytes with its framing; without one there is only the end to cut.
  test.each([
    ["websocket", "socket"],
    ["http", "stream"],
  ] as const)("cut at every byte, by %s (defect 3 of docs/agent-defects.md)", async (protocol, endpoint) => {
    await manyAtOnce(upTo(replay ? 340 : 60), async (k) => {
      const server = await started({ status: runningFor(2), style: { replay } });
      server.setFault((request, nth) => (request.endpoint === endpoint && nth === 0 ? cutAfter(k) : undefined));
      const client = clientOf(server);
      expect([k, await readAll(client, server.jobId, { protocol })]).toEqual([k, lines]);
      await client.close();
      await server.close();
    });
  });

  test.each(["reset", "fin", 1000, 1008, 1011, 4401] as const)(
    "dropped at every frame, by %s (defect 3 of docs/agent-defects.md)",
    async (how) => {
      await manyAtOnce(upTo(lines.length), async (frames) => {
        const server = await started({ status: runningFor(2), style: { replay } });
        const cut = cutAfterPieces(frames, typeof how === "number" ? { close: how } : how);
        server.setFault((request, nth) => (request.endpoint === "socket" && nth === 0 ? cut : undefined));
        const client = clientOf(server);
        expect(await readAll(client, server.jobId, { protocol: "websocket" })).toEqual(lines);
        await client.close();
        await server.close();
      });
    },
  );

  test("the protocol switches at every line", async () => {
    await manyAtOnce(upTo(lines.length), async (frames) => {
      const server = await started({ status: runningFor(3), style: { replay } });
      server.setFault((request, nth) => {
        if (request.endpoint !== "socket") return undefined;
        return nth === 0 ? cutAfterPieces(frames) : instead(http("no more sockets", { status: 503 }));
      });
      const client = clientOf(server);
      expect(await readAll(client, server.jobId)).toEqual(lines);
      await client.close();
      await server.close();
    });
  });
});

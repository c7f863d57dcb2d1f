import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { countOf, numbered, utf8 } from "../../support/log-text.ts";
import { runInOrder, smallTuning } from "../../support/run-tail.ts";
import { scriptedFeed } from "../../support/scripted-feed.ts";
import { expectedLines, type ScriptedLog, scriptedLog } from "../../support/scripted-log.ts";

/** The log's job seems to have ended at these status reads (0 is the first). */
const seemsEndedAt = (log: ScriptedLog, ...reads: ReadonlyArray<number>): ScriptedLog => {
  let read = 0;
  const job = Effect.map(log.backend.job, (it) =>
    reads.includes(read++) ? { ...it, status: "FAILED", terminal: true } : it,
  );
  return { ...log, backend: { ...log.backend, job } };
};

describe("a job that seemed to have ended and runs on", () => {
  it("gives its last N lines as a running job does", async () => {
    for (const grown of [1, 3, 40]) {
      const log = scriptedLog({
        log: utf8(numbered(80)),
        terminal: false,
        socket: false,
        // The answer for an ended job is cut before it is whole.
        fault: ({ kind, index }) => (kind === "file" && index === 0 ? { cutAfter: 10 } : undefined),
        onRequest: ({ kind, index }, self) => {
          if (kind === "job" && index === 1) self.append(utf8(numbered(grown, "more")));
          if (kind === "job" && index === 3) self.append(utf8("last\n"));
          if (kind === "job" && index === 4) self.end();
        },
      });
      const tailed = await runInOrder(seemsEndedAt(log, 0), { tail: 3 });
      expect(tailed.error).toBeUndefined();
      // The last three when it was seen to run, and what came after.
      expect(tailed.lines).toEqual(expectedLines(log.log()).slice(-4));
      expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", jobStatus: "SUCCEEDED" });
      // Their place in the file is known, as it is for a running job.
      expect(tailed.batches.at(-1)?.position.anchor).not.toBeNull();
    }
  });

  it("is followed to its real end, at the cost of one reading", async () => {
    const log = scriptedLog({
      log: utf8(numbered(80)),
      terminal: false,
      socket: false,
      fault: ({ kind, index }) => (kind === "file" && index === 0 ? { cutAfter: 600 } : undefined),
      onRequest: ({ kind, index }, self) => {
        if (kind !== "job") return;
        if (index < 20) self.append(utf8(numbered(2, `more ${index}`)));
        else self.end();
      },
    });
    const tailed = await runInOrder(seemsEndedAt(log, 0), {}, { tuning: { ...smallTuning, heldBytes: 4_000 } });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(expectedLines(log.log()));
    expect(log.requests.filter(({ kind }) => kind === "file").length).toBeLessThan(60);
  });

  it("is not over by what it said before: each end is proven by a reading after its own status", async () => {
    for (const seen of [2, 5, 8]) {
      const log = scriptedLog({
        log: utf8(numbered(10)),
        terminal: false,
        socket: false,
        // What was there when it seemed to have ended is cut, so nothing is proven then.
        fault: (request) => {
          if (request.kind !== "file") return undefined;
          const reads = countOf(log.requests, "job");
          return reads === seen + 1 ? { cutAfter: 20 } : undefined;
        },
        onRequest: ({ kind, index }, self) => {
          if (kind === "job" && index === seen + 3) self.append(utf8("after\n"));
          if (kind === "job" && index === seen + 6) self.end();
        },
      });
      const tailed = await runInOrder(seemsEndedAt(log, seen));
      expect(tailed.error).toBeUndefined();
      expect(tailed.lines).toEqual(expectedLines(log.log()));
      expect(tailed.statuses.at(-1)).toMatchObject({ jobStatus: "SUCCEEDED" });
    }
  });
});

describe("the end of a log", () => {
  it("is proven by one reading of the file after the terminal status", async () => {
    const log = scriptedLog({ log: utf8(numbered(10)) });
    await runInOrder(log);
    expect(log.requests.map(({ kind }) => kind)).toEqual(["job", "file"]);
  });

  it("is proven by one reading of the plain log after a live source says that it is complete", async () => {
    const text = numbered(10);
    const feed = scriptedFeed({
      plain: () => text,
      terminal: () => false,
      live: function* () {
        yield { message: { frames: [text] } };
        yield { message: { complete: true } };
      },
    });
    const tailed = await runInOrder(feed);
    expect(tailed.lines).toEqual(expectedLines(utf8(text)));
    expect(feed.requests.at(-1)?.kind).toBe("plain");
    expect(countOf(feed.requests, "plain")).toBeLessThanOrEqual(2);
  });

  it("is told once, last, and live once, before it", async () => {
    const log = scriptedLog({
      log: utf8(numbered(10)),
      terminal: false,
      fault: ({ kind, index }) => (kind === "socket" && index < 3 ? { cutAfter: 200 } : undefined),
      onSocketLook: (_, self) => self.append(utf8("more\n")),
      onRequest: ({ kind, index }, self) => void (kind === "job" && index === 8 && self.end()),
    });
    const tailed = await runInOrder(log);
    const types = tailed.statuses.map(({ type }) => type);
    expect(types.filter((type) => type === "ended")).toEqual(["ended"]);
    expect(types.at(-1)).toBe("ended");
    expect(types.filter((type) => type === "live")).toEqual(["live"]);
    expect(types[0]).toBe("connecting");
    expect(types.filter((type) => type === "connecting")).toEqual(["connecting"]);
  });
});

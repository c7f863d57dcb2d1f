import { describe, expect, it } from "vitest";
import {
  BadResponse,
  ConnectionFailed,
  type JobwireError,
  NotFound,
  NotReady,
  ServerError,
  Timeout,
  Unauthorized,
} from "../../../src/errors.ts";
import type { LogLoss } from "../../../src/tail/backend.ts";
import type { TailOptions, TailStatus } from "../../../src/tail/options.ts";
import { realTuning, runTail, type TestDefaults } from "../../support/run-tail.ts";
import { ended, running, type Script, scriptedBackend } from "./scripted-backend.ts";

const reset = new ConnectionFailed({ reason: "reset", message: "the link broke" });
const noFile = new ServerError({ message: "no file" });
const connectTimeout = new Timeout({ reason: "connect", message: "too slow" });
const denied = new Unauthorized({ message: "denied" });
const unknown = new NotFound({ message: "unknown job" });
const nonsense = new BadResponse({ message: "nonsense" });
const dead: LogLoss = { reason: "node-dead", why: "its node n1 is dead" };
const end = { ended: true } as const;

/** The statuses as short texts. */
const shown = (status: TailStatus): string => {
  switch (status.type) {
    case "connecting":
    case "live":
      return `${status.type} ${status.source}`;
    case "source":
      return `${status.source}: ${status.reason}`;
    case "retrying":
      return `retrying ${status.source} ${status.attempt}: ${status.error}`;
    case "resumed":
      return `resumed ${status.source} ${status.rereadBytes}`;
    case "ended":
      return `ended ${status.jobStatus} ${status.lines}`;
    default:
      return status.type;
  }
};

const run = async (script: Script, options: TailOptions = {}, defaults: TestDefaults = {}) => {
  const scripted = scriptedBackend(script);
  const tailed = await runTail(scripted, options, defaults);
  const { requests, times, views } = scripted;
  return { ...tailed, shown: tailed.statuses.map(shown), requests: requests.join(" "), times, views };
};

describe("a tail of an ended job", () => {
  it("reads the file once", async () => {
    const job = { ...ended, message: "It succeeded." };
    const tailed = await run({ job: [job], file: { reads: [["a\nb", end]] } });
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(tailed.requests).toBe("job file");
    expect(tailed.statuses).toEqual([
      { type: "connecting", source: "file" },
      { type: "ended", jobStatus: "SUCCEEDED", message: "It succeeded.", lines: 2 },
    ]);
    expect(tailed.tookMs).toBe(0);
  });

  it("reads the plain log once when the server has no file", async () => {
    const tailed = await run({ job: [ended], plain: ["a\nb"] });
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(tailed.requests).toBe("job plain");
    expect(tailed.shown).toEqual(["connecting plain", "ended SUCCEEDED 2"]);
  });

  it("reads the plain log when the file is not available, and states why", async () => {
    const tailed = await run({ job: [ended], file: { reads: [noFile] }, plain: ["a\n"] });
    expect(tailed.requests).toBe("job file plain");
    expect(tailed.shown).toEqual([
      "connecting file",
      "plain: the log file is not available: no file",
      "resumed plain 0",
      "ended SUCCEEDED 1",
    ]);
  });

  it("reports the lines that it shortened", async () => {
    const script: Script = { job: [ended], plain: ["abcdef\n"] };
    const tailed = await run(script, { limits: { maxLineBytes: 3 } });
    expect(tailed.lines).toEqual(["abc"]);
    expect(tailed.statuses.at(-1)).toMatchObject({ type: "ended", lines: 1, shortened: { truncated: 1 } });
    const whole = await run(script);
    expect(Object.keys(whole.statuses.at(-1) ?? {})).toEqual(["type", "jobStatus", "message", "lines"]);
  });

  it("opens only the last lines of its file, and the whole file when the job runs on", async () => {
    const tailed = await run(
      { job: [ended, running, ended], file: { reads: [reset, ["a\nb\n", end], ["c\n", end]] } },
      { tail: 1 },
    );
    expect(tailed.views).toEqual([undefined, { lastLines: 1 }, { lastLines: undefined }]);
    expect(tailed.lines).toEqual(["b", "c"]);
    // The bytes of the file before the lines are known only when the whole file was read.
    expect(tailed.batches.at(-1)?.position.anchor).toMatchObject({ bytes: 6 });
    const last = await run({ job: [ended], file: { reads: [["a\nb\n", end]] } }, { tail: 1 });
    expect(last.lines).toEqual(["b"]);
    expect(last.batches.at(-1)?.position.anchor).toBeNull();
  });
});

describe("a tail of a running job", () => {
  it("follows by socket after the file, and reads the file again at the end", async () => {
    const tailed = await run({
      job: [running, ended],
      file: {
        reads: [
          ["a\n", end],
          ["b\nc\n", end],
        ],
      },
      socket: [[{ frames: ["a\nb\n"] }, { closed: "1000" }]],
    });
    expect(tailed.lines).toEqual(["a", "b", "c"]);
    expect(tailed.requests).toBe("job file socket job file");
    expect(tailed.shown).toEqual([
      "connecting file",
      "live file",
      "websocket: reading continues by websocket at the tail's position",
      "file: reading continues by file at the tail's position",
      "resumed file 2",
      "ended SUCCEEDED 3",
    ]);
  });

  it("reports a cut of the file, and what it reads again after that", async () => {
    const tailed = await run({
      job: [running, ended],
      file: {
        reads: [
          ["a\nbc", reset],
          ["bcd\n", end],
        ],
        rereadBytes: 7,
      },
    });
    expect(tailed.lines).toEqual(["a", "bcd"]);
    expect(tailed.shown).toEqual([
      "connecting file",
      "retrying file 1: the link broke",
      "resumed file 9",
      "ended SUCCEEDED 2",
    ]);
  });

  it("reports what it reads again of the plain log", async () => {
    const tailed = await run({
      job: [running, ended],
      file: { reads: [["a\n", end], noFile] },
      plain: ["a\nb\n"],
    });
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(tailed.shown).toEqual([
      "connecting file",
      "live file",
      "plain: the log file is not available: no file",
      "resumed plain 2",
      "ended SUCCEEDED 2",
    ]);
  });

  it("does not open a live source a third time that returned nothing new twice, and states why", async () => {
    const tailed = await run({
      job: [running, running, running, ended],
      file: { reads: [["a\n", end]] },
      socket: [[{ closed: "1000" }]],
    });
    expect(tailed.requests).toBe("job file socket job file socket job file job file");
    expect(tailed.shown.slice(-3)).toEqual([
      "websocket: reading continues by websocket at the tail's position",
      "file: the live source returned nothing new (1000)",
      "ended SUCCEEDED 1",
    ]);
  });

  it("waits a second before it opens a live source again that returned nothing", async () => {
    const tailed = await run({ job: [running, ended], stream: [[{ closed: "bye" }]], plain: ["a\n"] });
    expect(tailed.requests).toBe("job stream job plain");
    expect(tailed.tookMs).toBe(1_000);
  });

  it("does not wait after a live source with new text", async () => {
    const tailed = await run({
      job: [running, ended],
      stream: [[{ frames: ["a\n"] }, { closed: "bye" }]],
      plain: ["a\n"],
    });
    expect(tailed.lines).toEqual(["a"]);
    expect(tailed.requests).toBe("job stream job plain");
    expect(tailed.tookMs).toBe(0);
  });

  it("follows no log by socket that is above the limit, unless it reads more than that again", async () => {
    const tuning = { ...realTuning, socketUnits: 4 };
    const script = (rereadBytes: number): Script => ({
      job: [running, ended],
      file: { reads: [["12345\n", end]], rereadBytes },
      socket: [[{ frames: ["12345\n"] }, { closed: "1000" }]],
    });
    const above = await run(script(4), {}, { tuning });
    expect(above.requests).toBe("job file job file");
    const costly = await run(script(5), {}, { tuning });
    expect(costly.requests).toBe("job file socket job file");
    const below = await run(script(0), {}, { tuning: { ...tuning, socketUnits: 5 } });
    expect(below.requests).toBe("job file socket job file");
  });
});

describe("the looks of a tail at the file of a running job", () => {
  /** Milliseconds between the status reads. */
  const gapsOf = ({ requests, times }: Awaited<ReturnType<typeof run>>): ReadonlyArray<number> => {
    const reads = times.filter((_, at) => requests.split(" ")[at] === "job");
    return reads.slice(1).map((time, at) => time - (reads[at] ?? 0));
  };

  it("come less and less often while nothing is new, and each second again after new text", async () => {
    const tailed = await run({
      job: [running, running, running, running, running, running, ended],
      file: { reads: [["a\n", end], [end], [end], [end], ["b\n", end]] },
    });
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(gapsOf(tailed)).toEqual([1_000, 1_000, 1_500, 2_250, 1_000, 1_000]);
  });

  it("leave out the file for a time in proportion to what the last one read again", async () => {
    const tailed = await run({
      job: [running, running, running, running, ended],
      file: { reads: [["a\n", end]], rereadBytes: 4_096 * 2_500 },
    });
    expect(tailed.requests).toBe("job file job job job file job file");
  });

  it("count failures anew after each success", async () => {
    const tailed = await run({
      job: [reset, running, reset, running, running, ended],
      file: { reads: [["a\n", end], reset, [end], reset, ["b\n", end]] },
    });
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(tailed.shown.filter((status) => status.startsWith("retrying"))).toEqual([
      "retrying job 1: the link broke",
      "retrying job 1: the link broke",
      "retrying file 1: the link broke",
      "retrying file 1: the link broke",
    ]);
  });
});

describe("a live source that fails", () => {
  it("ends the tail when the server refuses it", async () => {
    const tailed = await run({ job: [running], socket: [denied], refuses: (error) => error === denied });
    expect(tailed.error).toBe(denied);
    expect(tailed.requests).toBe("job socket");
  });

  it("is not opened again when the server has no such source", async () => {
    const tailed = await run({ job: [running, running, ended], stream: [unknown], plain: ["a\n"] });
    expect(tailed.lines).toEqual(["a"]);
    expect(tailed.requests).toBe("job stream job plain job plain");
    expect(tailed.shown).toEqual([
      "connecting stream",
      "plain: the live source is not available: unknown job",
      "resumed plain 0",
      "live plain",
      "ended SUCCEEDED 1",
    ]);
  });

  it("is opened again after a pause when the failure may pass", async () => {
    const complete = { complete: true } as const;
    const tailed = await run({
      job: [running],
      stream: [reset, [{ frames: ["a\n"] }, complete]],
      plain: ["a\n"],
    });
    expect(tailed.lines).toEqual(["a"]);
    expect(tailed.shown.slice(0, 2)).toEqual(["connecting stream", "retrying plain 1: the link broke"]);
    expect(tailed.requests).toBe("job stream job stream job plain");
  });
});

describe("a log file that fails", () => {
  it("is replaced by the plain log after three connections that were too slow", async () => {
    const tailed = await run({
      job: [running, running, running, ended],
      file: { reads: [connectTimeout, connectTimeout, connectTimeout] },
      plain: ["a\n"],
    });
    expect(tailed.requests).toBe("job file job file job file plain job file");
    expect(tailed.shown.slice(0, 4)).toEqual([
      "connecting file",
      "retrying file 1: too slow",
      "retrying file 2: too slow",
      "plain: the log file is not available: too slow",
    ]);
  });

  it("is read again without limit while each read learns something", async () => {
    const reads = Array.from({ length: 5 }, (_, n) => [`${n}\n`, connectTimeout]);
    const tailed = await run({ job: [running], file: { reads: [...reads, ["end\n", end]] } }, { follow: false });
    expect(tailed.lines).toEqual(["0", "1", "2", "3", "4", "end"]);
    expect(tailed.requests).not.toContain("plain");
  });

  it("gives the plain log less time when the log seems lost, and then reads how the job ended", async () => {
    const tailed = await run({
      job: [running],
      file: { reads: [noFile, noFile] },
      plain: [{ silent: true }],
      lost: [dead],
    });
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "node-dead", jobStatus: "RUNNING" });
    expect(tailed.requests).toMatch(/^job file lost plain lost lost( job){2,5}$/);
    // For the plain log, between the checks, and for the job's end.
    expect(tailed.tookMs).toBe(8_500 + 2_000 + 5_000);
  });

  it("states the job's end when the server learns of it after the node's", async () => {
    const tailed = await run({
      job: [running, running, { ...ended, status: "FAILED", exitCode: 7 }],
      file: { reads: [["a\nb\n", connectTimeout], noFile] },
      plain: [noFile],
      lost: [dead],
    });
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "node-dead", jobStatus: "FAILED", exitCode: 7 });
    expect(tailed.error?.message).toContain("is FAILED (exit code 7), but its log is no longer available");
    expect(tailed.error?.message).toContain(
      "2 lines were read and are complete; the rest of the log was lost with the node.",
    );
  });
});

describe("the status of a tail's job", () => {
  const stream: Script["stream"] = [[{ frames: ["a\n"] }, { closed: "bye" }]];

  it("ends the tail when it is unreadable and the live source ended", async () => {
    const tailed = await run({ job: [running, { unreadable: nonsense }], stream });
    expect(tailed.error).toBe(nonsense);
    expect(tailed.lines).toEqual(["a"]);
  });

  it("may be unreadable while the live source continues", async () => {
    const tailed = await run({
      job: [{ unreadable: nonsense }],
      stream: [[{ frames: ["a\n"] }, { complete: true }]],
      plain: ["a\n"],
    });
    expect(tailed.error).toBeUndefined();
    expect(tailed.shown.at(-1)).toBe("ended RUNNING 1");
  });

  it("ends the tail when the first response is no status", async () => {
    const tailed = await run({ job: [nonsense] });
    expect(tailed.error).toBe(nonsense);
    expect(tailed.requests).toBe("job");
  });

  it("is read again when a later response is no status", async () => {
    const tailed = await run({ job: [running, nonsense, ended], stream, plain: ["a\n"] });
    expect(tailed.error).toBeUndefined();
    expect(tailed.shown).toContain("retrying job 1: nonsense");
  });

  it("ends the tail when the job is unknown from the start, or the server denies it", async () => {
    for (const error of [unknown, denied]) {
      const tailed = await run({ job: [error] });
      expect(tailed.error).toBe(error);
      expect(tailed.requests).toBe("job");
    }
  });

  it.each([
    [300_000, 30_000],
    [3_000, 3_000],
  ])("ends the tail when the job was unknown for long (retries for %i ms)", async (retryForMs, tookMs) => {
    const tailed = await run({ job: [running, unknown], stream }, { retryForMs });
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "gone", cause: unknown });
    expect(tailed.tookMs).toBe(tookMs);
  });

  it("ends the tail with the last failure after the time for retries", async () => {
    const tailed = await run({ job: [reset, noFile] }, { retryForMs: 2_000 });
    expect(tailed.error).toBe(noFile);
    expect(tailed.tookMs).toBe(2_000);
  });

  it("is read again after a failure that may pass", async () => {
    const tailed = await run({ job: [reset, ended], plain: ["a\n"] });
    expect(tailed.shown[0]).toBe("retrying job 1: the link broke");
    expect(tailed.lines).toEqual(["a"]);
  });
});

describe("the plain log of an ended job", () => {
  const broken: Script = {
    job: [running, ended],
    stream: [[{ frames: ["a\nb\n"] }, { closed: "bye" }]],
    plain: ["ab\n"],
  };

  it("must have the lines that the live source returned", async () => {
    const tailed = await run(broken);
    expect(tailed.error).toMatchObject({ _tag: "LogReset", reason: "different-lines" });
  });

  it("is not compared when the tail began with the last lines", async () => {
    const tailed = await run(broken, { tail: 10 });
    expect(tailed.error).toBeUndefined();
  });

  it("is read again when it is shorter than the text that the tail has", async () => {
    const tailed = await run({ ...broken, plain: ["a", "a\nb\n"] });
    expect(tailed.error).toBeUndefined();
    expect(tailed.lines).toEqual(["a", "b"]);
    expect(tailed.shown.at(-2)).toMatch(/^retrying plain 1: The whole log of job x is shorter/u);
  });

  it("is not found: the tail fails", async () => {
    const tailed = await run({ job: [ended], plain: [unknown] });
    expect(tailed.error).toBe(unknown);
  });
});

describe("an empty plain log", () => {
  const empty = (emptyLog: Script["emptyLog"], options: TailOptions = {}) =>
    run({ job: [ended], plain: [""], ...(emptyLog === undefined ? {} : { emptyLog }) }, options);

  it("is the log when two checks prove it, two seconds apart", async () => {
    const tailed = await empty(["empty"]);
    expect(tailed.error).toBeUndefined();
    expect(tailed.requests).toBe("job plain emptyLog emptyLog");
    expect(tailed.tookMs).toBe(2_000);
    expect(tailed.shown.at(-1)).toBe("ended SUCCEEDED 0");
  });

  it("is lost when two checks agree", async () => {
    const tailed = await empty([dead]);
    expect(tailed.error).toMatchObject({ _tag: "JobLost", reason: "node-dead" });
    expect(tailed.requests).toBe("job plain emptyLog emptyLog");
  });

  it("is not lost when the second check finds no loss", async () => {
    const tailed = await empty([dead, "unproven", "empty"]);
    expect(tailed.error).toBeUndefined();
  });

  it("ends the tail when the check fails for good", async () => {
    const tailed = await empty([denied]);
    expect(tailed.error).toBe(denied);
    expect(tailed.requests).toBe("job plain emptyLog");
  });

  it("is read again when the check fails for now", async () => {
    const tailed = await empty([reset, "empty"]);
    expect(tailed.error).toBeUndefined();
    expect(tailed.requests).toBe("job plain emptyLog job plain emptyLog emptyLog");
    expect(tailed.shown).toContain("retrying plain 1: the link broke");
  });

  it.each<[string, JobwireError, boolean]>([
    ["when the server is not ready", new NotReady({ reason: "no-log", message: "not yet" }), true],
    ["unless the link broke", reset, false],
  ])("is read three times without follow, %s", async (_, error, limited) => {
    const tailed = await empty([error, error, error, error, "empty"], { follow: false });
    expect(tailed.error).toBe(limited ? error : undefined);
    expect(tailed.requests.match(/plain/gu)?.length).toBe(limited ? 3 : 5);
  });

  it("is not proven: without follow the tail fails after three reads", async () => {
    const tailed = await empty(["unproven"], { follow: false });
    expect(tailed.error).toMatchObject({ _tag: "NotReady", reason: "no-log" });
    expect(tailed.requests.match(/plain/gu)?.length).toBe(3);
  });
});

import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { NotFound, ServerError } from "../../../src/errors.ts";
import type { LogLoss, TailBackend, TailJob } from "../../../src/tail/backend.ts";
import { configOf } from "../../../src/tail/decide/config-of.ts";
import { RetryBudget } from "../../../src/retry/retry-budget.ts";
import { Evidence } from "../../../src/tail/run/evidence.ts";
import { limitedPlain, plainWaitMs } from "../../../src/tail/run/limited-plain.ts";
import { JobStatus } from "../../../src/tail/run/job-status.ts";
import { socketFits } from "../../../src/tail/run/socket-fits.ts";
import { TailErrors } from "../../../src/tail/run/tail-errors.ts";
import { realTuning, type TailSettings } from "../../../src/tail/settings.ts";
import { durationOf, inVirtualTime } from "./virtual-time.ts";

const mebibyte = 1024 * 1024;

describe("a log's size, for following it by socket", () => {
  it.each([
    [0, 3],
    [256 * 1024, 3],
    [256 * 1024 + 1, 2],
    [mebibyte, 2],
    [mebibyte + 1, 1],
    [4 * mebibyte, 1],
    [4 * mebibyte + 1, 0],
    [16 * mebibyte, 0],
    [16 * mebibyte + 1, -1],
  ])("of %i units allows %i cuts of the limit of 16 MiB", (units, cuts) => {
    expect(socketFits(units, 16 * mebibyte)).toBe(cuts);
  });

  it.each([
    [4_096, 3],
    [4_097, -1],
  ])("of %i units allows %i cuts of a limit below 256 KiB", (units, cuts) => {
    expect(socketFits(units, 4_096)).toBe(cuts);
  });

  it("below 256 KiB never becomes too large for the socket by cuts", () => {
    expect(socketFits(200 * 1024, 300 * 1024)).toBe(3);
  });
});

describe("the plain log", () => {
  const never: Pick<TailBackend, "plain" | "label"> = { label: "job x", plain: Effect.never };

  it.each([
    [true, 300_000, 8_500],
    [true, 1_000, 8_500],
    [false, 300_000, 100_000],
    [false, 60_000, 20_000],
    [false, 1_000, 10_000],
  ])("may take its time to begin (lost: %s, retries for %i ms): %i ms", (lost, retryForMs, expected) => {
    expect(plainWaitMs(lost, retryForMs)).toBe(expected);
  });

  it("is left when it does not begin in time", async () => {
    const error = Effect.flip(Effect.scoped(limitedPlain(never, 8_500)));
    expect(await inVirtualTime(error)).toMatchObject({
      _tag: "Timeout",
      reason: "connect",
      message: "The log of job x did not arrive within 8500 ms. Check that the server and the job's node respond.",
    });
    expect(await inVirtualTime(durationOf(Effect.orDie(error)))).toBe(8_500);
  });

  it("is returned when it arrives in time", async () => {
    const answer = { pull: Effect.undefined };
    const plain = limitedPlain({ ...never, plain: Effect.succeed(answer) }, 8_500);
    expect(await inVirtualTime(Effect.scoped(plain))).toBe(answer);
  });
});

describe("the facts for the decisions", () => {
  const backend: TailBackend = {
    label: "job x",
    job: Effect.never,
    plain: Effect.never,
    replay: "always",
    refuses: () => false,
  };
  const settings: TailSettings = {
    idleMs: 1,
    retryForMs: 1,
    retryAuthForMs: 0,
    pollIntervalMs: 1,
    budget: new RetryBudget(),
    messages: "received",
    tuning: realTuning,
  };

  it("are few for a backend with a plain log only and without options", () => {
    expect(configOf(backend, settings)).toEqual({
      file: false,
      websocket: false,
      stream: false,
      protocol: "auto",
      follow: true,
      lastLines: false,
      showsLoss: false,
      provesEmpty: false,
    });
  });

  it("name what the backend has and the caller wants", () => {
    const whole: TailBackend = {
      ...backend,
      logFile: () => ({ readFrom: () => Effect.never, readEnd: () => Effect.never, progress: () => "" }),
      socket: Effect.never,
      stream: Effect.never,
      lost: Effect.undefined,
      emptyLog: Effect.never,
    };
    expect(configOf(whole, { ...settings, protocol: "http", follow: false, tail: 1 })).toEqual({
      file: true,
      websocket: true,
      stream: true,
      protocol: "http",
      follow: false,
      lastLines: true,
      showsLoss: true,
      provesEmpty: true,
    });
  });

  it("count no last lines for a tail that begins with the lines from now on", () => {
    expect(configOf(backend, { ...settings, tail: 0 }).lastLines).toBe(false);
  });

  it("know the sizes for real servers", () => {
    expect(realTuning).toEqual({
      heldBytes: 4 * mebibyte,
      anchorWaitMs: 5_000,
      slowReaderMs: 5_000,
      socketUnits: 16 * mebibyte,
      waitingUnits: mebibyte / 8,
    });
  });
});

describe("the errors of a tail", () => {
  const dead: LogLoss = { reason: "node-dead", why: "its node n1 is dead" };
  const job: TailJob = { status: "RUNNING", terminal: false, message: null, jobId: "x" };
  const file = new ServerError({ message: "no file" });
  const unknown = new NotFound({ message: "unknown" });

  const evidenceOf = async (lost: LogLoss | undefined): Promise<Evidence> => {
    const evidence = new Evidence({ lost: Effect.succeed(lost) });
    await inVirtualTime(evidence.checkLoss(true));
    return evidence;
  };
  const errorsWith = async (lost: LogLoss | undefined): Promise<TailErrors> => {
    const status = new JobStatus(Effect.succeed(job));
    await inVirtualTime(status.read());
    const evidence = await evidenceOf(lost);
    return new TailErrors("job x", status, evidence, () => 3);
  };

  it("are the last ones of their kind", async () => {
    const errors = await errorsWith(dead);
    errors.note("file", unknown);
    errors.note("plain", unknown);
    errors.note("file", file);
    expect(errors.of("file")).toBe(file);
    expect(errors.of("plain")).toBe(unknown);
  });

  it("state why the log is lost", async () => {
    const errors = await errorsWith(dead);
    expect(errors.of("loss")).toMatchObject({ _tag: "JobLost", reason: "node-dead", jobStatus: "RUNNING", jobId: "x" });
  });

  it.each([
    [0, " None of its lines were read. "],
    [1, " 1 line was read and is complete; the rest of the log was lost with the node. "],
    [7, " 7 lines were read and are complete; the rest of the log was lost with the node. "],
    [undefined, "its node n1 is dead. If you ship logs"],
  ])("state how many lines are complete: %s", async (lines, expected) => {
    const errors = new TailErrors("job x", new JobStatus(Effect.succeed(job)), await evidenceOf(dead), () => lines);
    expect(errors.of("loss").message).toContain(expected);
  });

  it("state why an empty log is lost", async () => {
    const errors = await errorsWith(undefined);
    errors.noteLoss({ reason: "log-gone", why: "its file is gone" });
    expect(errors.of("empty")).toMatchObject({ _tag: "JobLost", reason: "log-gone" });
  });

  it("state that an empty log is not proven", async () => {
    expect((await errorsWith(dead)).of("unproven")).toMatchObject({ _tag: "NotReady", reason: "no-log" });
  });

  it("state that the job is gone, by the status that failed", async () => {
    const errors = await errorsWith(undefined);
    errors.note("status", unknown);
    expect(errors.of("gone")).toMatchObject({ _tag: "JobLost", reason: "gone", cause: unknown });
    expect(errors.of("status")).toBe(unknown);
  });

  it("do not exist before they happen", async () => {
    const errors = await errorsWith(undefined);
    expect(() => errors.of("live")).toThrow('a decision names the error "live", which did not happen');
    expect(() => errors.of("loss")).toThrow('a decision names the error "loss", which did not happen');
  });
});

import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { docsUrlOf } from "../../src/errors/docs-url.ts";
import * as errors from "../../src/errors.ts";
import type { TailPosition } from "../../src/tail/position.ts";

const position: TailPosition = { version: 1, lines: 3, units: 12, newlines: 1, anchor: null };
const secret = "secret-7f3a";
const details = {
  message: "what happened",
  statusCode: 503,
  position,
  retryAfterMs: 1500,
  serverText: secret,
  cause: new Error(secret),
} as const;
const common = { message: "what happened", statusCode: 503, position, retryAfterMs: 1500 };
const ofJob = { jobId: "train-7", job: { entrypoint: secret } } as const;

type Details = errors.JobErrorDetails & Readonly<Record<string, unknown>>;
type AnyError = new (details: Details) => errors.JobwireError;

/** Every class that is exported, so that no list of them needs an entry for a new one. */
const classes = Object.entries(errors).filter(
  ([, value]) => value.prototype instanceof Error,
) as unknown as ReadonlyArray<readonly [errors.JobwireErrorTag, AnyError]>;

/** What some errors can carry beyond the fields of all. */
const more: Readonly<Partial<Record<errors.JobwireErrorTag, Readonly<Record<string, unknown>>>>> = {
  Timeout: { elapsedMs: 20 },
  JobFailed: { errorType: "X", exitCode: 0 },
  JobStopped: {},
  JobLost: { jobStatus: "FAILED", exitCode: -9 },
};

/** One error of each tag with everything that it can carry, and its JSON. */
const full = classes.map(([tag, AnError]) => {
  const own = more[tag];
  const error = new AnError({ ...details, reason: "the-reason", ...(own && { ...ofJob, ...own }) } as never);
  return [tag, error, { ...common, reason: "the-reason", ...(own && { jobId: "train-7", ...own }) }] as const;
});

test("at least the 20 errors of the first release are exported", () => {
  expect(full.length).toBeGreaterThanOrEqual(20);
});

describe.each(full)("%s", (tag, error, json) => {
  test("is the same through JSON, without its cause, its job and the server's text", () => {
    const text = JSON.stringify(error);
    expect(JSON.parse(text)).toStrictEqual({ _tag: tag, ...json, docsUrl: docsUrlOf(tag) });
    expect(text).not.toContain(secret);
  });

  test("is an Error that carries its tag as name, its cause and the server's text", () => {
    expect(error).toBeInstanceOf(Error);
    expect(errors.isJobwireError(error)).toBe(true);
    expect(error.isJobwireError).toBe(true);
    expect([error.name, error._tag, error.serverText]).toEqual([tag, tag, secret]);
    expect(error.cause).toBe(details.cause);
  });

  test("shows only what it knows", () => {
    const Bare = errors[tag] as AnyError;
    const bare = new Bare({ message: "what happened" });
    expect(inspect(bare)).not.toMatch(/undefined/);
    expect(
      Object.keys(bare).filter((name) => (bare as unknown as Record<string, unknown>)[name] === undefined),
    ).toEqual([]);
    expect(JSON.parse(JSON.stringify(bare))).toStrictEqual({
      _tag: tag,
      message: "what happened",
      docsUrl: docsUrlOf(tag),
    });
  });
});

test("an error about a job carries the job, which inspect does not print", () => {
  const ofJobs = full.filter(([tag]) => Object.hasOwn(more, tag));
  expect(ofJobs.length).toBe(4);
  for (const [, error] of ofJobs) {
    expect(error).toMatchObject({ jobId: "train-7" });
    expect((error as errors.JobLost).job).toBe(ofJob.job);
    expect(Object.keys(error)).not.toContain("job");
  }
});

test("an error of another copy of the package counts, and nothing else does", () => {
  expect(errors.isJobwireError({ [Symbol.for("@jobwire/error")]: true })).toBe(true);
  for (const other of [new Error("x"), { _tag: "NotFound" }, null, undefined, "NotFound"]) {
    expect(errors.isJobwireError(other)).toBe(false);
  }
});

test("a Jobwire error among the causes is part of the JSON, in short and without end", () => {
  const lost = new errors.ConnectionFailed({ message: "lost", reason: "reset", cause: new Error(secret) });
  const unknown = new errors.CreateOutcomeUnknown({ message: "unknown", reason: "unreadable", cause: lost });
  expect(JSON.parse(JSON.stringify(unknown))).toStrictEqual({
    _tag: "CreateOutcomeUnknown",
    message: "unknown",
    reason: "unreadable",
    docsUrl: docsUrlOf("CreateOutcomeUnknown"),
    cause: { _tag: "ConnectionFailed", message: "lost", reason: "reset", docsUrl: docsUrlOf("ConnectionFailed") },
  });
  const circle = new errors.NotFound({ message: "x" });
  Object.defineProperty(circle, "cause", { value: circle });
  expect(JSON.stringify(circle).match(/NotFound/g)?.length).toBe(5);
});

test.each(full)(
  "the docs have a section about %s, where its URL leads, with each of its reasons",
  async (tag, error) => {
    const [page = "", anchor] = error.docsUrl.split("#");
    const path = page.replace("https://github.com/jobwire/jobwire/blob/main/", "");
    const text = await readFile(new URL(`../../../../${path}`, import.meta.url), "utf8");
    const sections = text.split(/^(?=#{2,3} )/m);
    const section = sections.find((one) => one.startsWith(`### ${tag}\n`));
    expect(section, `${path} has the heading ${tag}`).toBeDefined();
    expect(anchor).toBe(tag.toLowerCase());
    expect(section).toContain(`error._tag === "${tag}"`);
    const source = await readFile(
      new URL(`../../src/errors/${tag.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.ts`, import.meta.url),
      "utf8",
    );
    const declared = /export type \w+Reason =([^;]*);/.exec(source)?.[1] ?? "";
    // Those of a connection are the adapter's.
    const named = declared.includes("FaultReason")
      ? /export type FaultReason =([^;]*);/.exec(
          await readFile(new URL("../../src/adapter.ts", import.meta.url), "utf8"),
        )?.[1]
      : declared;
    const reasons = [...(named ?? "").matchAll(/"([^"]+)"/g)].map(([, reason]) => reason);
    if (tag === "ConnectionFailed" || tag === "NotFound") expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) expect(section).toContain(`\`${reason}\``);
  },
);

import { describe, expect, it } from "vitest";
import { tailOptionsProblem } from "../../../src/tail/check-options.ts";
import type { TailOptions } from "../../../src/tail/options.ts";
import type { TailPosition } from "../../../src/tail/position.ts";

/** The message about options of any shape; undefined when they are right. */
const problemOf = (options: Record<string, unknown>): string | undefined => {
  const problem = tailOptionsProblem(options as TailOptions);
  if (problem !== undefined) expect(problem).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
  return problem?.message;
};

const print = { bytes: 0, hash: "0" };
const position: TailPosition = {
  version: 1,
  lines: 1,
  units: 3,
  newlines: 1,
  anchor: { bytes: 4, rawLines: 1, units: 3, newlines: 1, head: print, tail: print },
};

describe("the options of a tail", () => {
  it.each([
    {},
    { protocol: "auto" },
    { protocol: "websocket" },
    { protocol: "http" },
    { follow: true },
    { follow: false },
    { tail: 0 },
    { tail: 1 },
    { tail: 2_147_483_647 },
    { from: position },
    { limits: {} },
    { limits: { oversize: "truncate" } },
    { limits: { oversize: "skip" } },
    { limits: { oversize: "error" } },
    { limits: { maxLines: 1, maxBytes: 0.5, maxMessages: undefined } },
    { idleMs: 0, timeoutMs: 0, retryForMs: 0 },
    { idleMs: 1, timeoutMs: 2, retryForMs: Number.POSITIVE_INFINITY },
    { idleMs: undefined, timeoutMs: undefined, retryForMs: undefined },
  ])("are right: %j", (options) => {
    expect(problemOf(options)).toBeUndefined();
  });

  it.each([
    [{ protocol: "ftp" }, '`protocol` must be `auto`, `websocket` or `http`, not "ftp".'],
    [{ protocol: "" }, '`protocol` must be `auto`, `websocket` or `http`, not "".'],
    [{ follow: "yes" }, '`follow` must be true or false, not "yes".'],
    [{ follow: 0 }, "`follow` must be true or false, not 0."],
    [{ tail: -1 }, "`tail` must be a whole number of lines from 0 to 2147483647, not -1."],
    [{ tail: 1.5 }, "`tail` must be a whole number of lines from 0 to 2147483647, not 1.5."],
    [{ tail: 2_147_483_648 }, "`tail` must be a whole number of lines from 0 to 2147483647, not 2147483648."],
    [{ tail: "5" }, '`tail` must be a whole number of lines from 0 to 2147483647, not "5".'],
    [{ tail: 5, from: position }, "`tail` and `from` both set where the tail begins. Pass only one of them."],
    [
      { from: {} },
      "`from` is not a position of this version of Jobwire. Pass the `position` of a batch or an error unchanged.",
    ],
    [
      { from: { ...position, anchor: null } },
      "This position comes from `tail: N` on a finished job, whose first lines were not read, so a tail cannot continue from it. Start again without `from`.",
    ],
    [{ limits: 5 }, "`limits` must be an object, not 5."],
    [{ limits: null }, "`limits` must be an object, not null."],
    [{ limits: "all" }, '`limits` must be an object, not "all".'],
    [{ limits: { oversize: "drop" } }, "`oversize` must be `truncate`, `skip` or `error`."],
    [{ limits: { oversize: "" } }, "`oversize` must be `truncate`, `skip` or `error`."],
    [{ limits: { maxLines: 0 } }, "The limit `maxLines` must be a number above 0, not 0."],
    [{ limits: { maxBytes: -1 } }, "The limit `maxBytes` must be a number above 0, not -1."],
    [{ limits: { maxBytes: "5" } }, 'The limit `maxBytes` must be a number above 0, not "5".'],
    [
      { limits: { maxLines: 1, maxMessages: Number.NaN } },
      "The limit `maxMessages` must be a number above 0, not NaN.",
    ],
    [{ idleMs: -1 }, "`idleMs` must be a number of milliseconds, 0 or more, not -1."],
    [{ timeoutMs: "5" }, '`timeoutMs` must be a number of milliseconds, 0 or more, not "5".'],
    [{ retryForMs: Number.NaN }, "`retryForMs` must be a number of milliseconds, 0 or more, not NaN."],
  ])("are wrong: %j", (options, message) => {
    expect(problemOf(options)).toBe(message);
  });
});

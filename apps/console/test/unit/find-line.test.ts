import { expect, test } from "vitest";
import { findLine } from "../../src/log/find-line.ts";
import type { LogSource } from "../../src/log/log-source.ts";
import { fromOffset, toOffset } from "../../src/log/offset.ts";
import { MemoryLog } from "../memory-log.ts";

const source = new MemoryLog("a x\nb\nc x\nd\ne x\n");
const find = (direction: "next" | "previous", from: number, query = "x", log: LogSource = source) =>
  findLine(
    log,
    { query, matchCase: false, direction, from, size: source.size },
    () => undefined,
    new AbortController().signal,
  );

test("goes on in both directions, and around both ends", async () => {
  expect(await find("next", 0)).toMatchObject({ line: 0, wrapped: false });
  expect(await find("next", 1)).toMatchObject({ line: 2, wrapped: false });
  expect(await find("next", source.startOf(4) + 1)).toMatchObject({ line: 0, wrapped: true });
  expect(await find("previous", source.startOf(4))).toMatchObject({ line: 2, wrapped: false });
  expect(await find("previous", 0)).toMatchObject({ line: 4, wrapped: true });
  expect(await find("next", 0, "nothing")).toBeUndefined();
});

test("continues where the gateway stopped reading, and ends when it does not get further", async () => {
  const asked: Array<number> = [];
  const slow: LogSource = Object.assign(Object.create(source) as LogSource, {
    search: async ({ offset }: { offset: number }) => {
      asked.push(offset);
      return { match: null, continueAt: offset + 6 > source.size ? null : toOffset(offset + 6) };
    },
  });
  expect(await find("next", 8, "x", slow)).toBeUndefined();
  expect(asked).toEqual([8, 14, 0, 6]);
  const stuck: LogSource = Object.assign(Object.create(source) as LogSource, {
    search: async () => ({ match: null, continueAt: toOffset(3) }),
  });
  expect(await find("next", 3, "x", stuck)).toBeUndefined();
});

test("an offset is text of 16 digits", () => {
  expect(toOffset(42)).toBe("0000000000000042");
  expect(fromOffset("0000000000000042")).toBe(42);
  expect(fromOffset("-1")).toBeNaN();
});

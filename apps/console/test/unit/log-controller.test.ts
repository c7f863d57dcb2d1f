import { afterEach, expect, test, vi } from "vitest";
import { LogController } from "../../src/log/log-controller.ts";
import { windowChars } from "../../src/log/log-window.ts";
import { MemoryLog } from "../memory-log.ts";

const opened: Array<LogController> = [];
afterEach(() => {
  for (const log of opened.splice(0)) log.close();
});

const open = async (source: MemoryLog, offset?: number, collapse = true): Promise<LogController> => {
  const log = new LogController(source, { collapse });
  opened.push(log);
  await log.open(offset);
  return log;
};

const numbered = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `line ${from + index}, some more text\n`).join("");

/** What the rows say must be what the log says: numbers, offsets and text, without a gap. */
const check = (log: LogController, source: MemoryLog): void => {
  const { window } = log.state();
  let at = window.start;
  for (const row of window.rows) {
    expect(row.from).toBe(at);
    expect(row.offset).toBe(source.startOf(row.number));
    if (row.text.startsWith("line ")) expect(row.text).toBe(`line ${row.number}, some more text`);
    at = row.end;
  }
  expect(window.end).toBe(at);
};

const settled = (log: LogController): Promise<void> =>
  vi.waitFor(() => expect(log.state().loading).toBe(false), { timeout: 10_000 });

test("opens at the end, follows it, and counts what comes while the view is elsewhere", async () => {
  const source = new MemoryLog(numbered(50_000));
  const log = await open(source);
  expect(log.state()).toMatchObject({ following: true, lines: 50_000, size: source.size });
  expect(log.state().window.rows.at(-1)?.text).toBe("line 49999, some more text");
  source.append(numbered(3, 50_000));
  await vi.waitFor(() => expect(log.state().window.rows.at(-1)?.text).toBe("line 50002, some more text"));
  log.unfollow();
  source.append(numbered(2, 50_003));
  await vi.waitFor(() => expect(log.state().newLines).toBe(2));
  await log.toStart();
  await vi.waitFor(() => expect(log.state().window.rows[0]?.number).toBe(0));
  source.append(numbered(2, 50_005));
  await vi.waitFor(() => expect(log.state()).toMatchObject({ newLines: 4, lines: 50_007 }));
  check(log, source);
  await log.toEnd();
  await vi.waitFor(() => expect(log.state().window.end).toBe(source.size));
  check(log, source);
  source.close();
  await vi.waitFor(() => expect(log.state().closed).toBe(true));
});

test("holds a bounded part of the log, wherever a person scrolls", async () => {
  const source = new MemoryLog(numbered(300_000));
  const log = await open(source, 0);
  await settled(log);
  const held = (): number => log.state().window.rows.reduce((sum, { text }) => sum + text.length + 32, 0);
  for (let step = 0; step < 60; step += 1) {
    const { rows } = log.state().window;
    const last = rows.at(-50) ?? rows.at(-1);
    log.look(last?.from ?? 0, last?.end ?? 0);
    await vi.waitFor(() => expect(log.state().window.rows.at(-1)?.number).toBeGreaterThan(last?.number ?? 0));
    expect(held()).toBeLessThan(windowChars + 512 * 1024);
  }
  check(log, source);
  expect(log.state().window.start).toBeGreaterThan(0);
  // Back again: rows come at the front and go at the back.
  const before = log.state().window.start;
  const first = log.state().window.rows[10];
  log.look(first?.from ?? 0, first?.end ?? 0);
  await vi.waitFor(() => expect(log.state().window.start).toBeLessThan(before));
  expect(held()).toBeLessThan(windowChars + 512 * 1024);
  check(log, source);
});

test("a jump reads a few pieces, not the log", async () => {
  const source = new MemoryLog(numbered(400_000));
  const log = await open(source, source.startOf(200_000));
  await settled(log);
  expect(log.state()).toMatchObject({ marked: source.startOf(200_000), following: false });
  check(log, source);
  expect(source.calls.bytes).toBeLessThan(1024 * 1024);
  expect(source.calls.read + source.calls.position).toBeLessThan(12);
});

test("an offset in the middle of a line marks that line", async () => {
  const source = new MemoryLog(numbered(1000));
  const log = await open(source, source.startOf(500) + 7);
  await settled(log);
  expect(log.state().marked).toBe(source.startOf(500));
});

test("a line of megabytes is one row, and its neighbours are there", async () => {
  const source = new MemoryLog(`${numbered(10)}${"x".repeat(3_000_000)}\n${numbered(10, 11)}`);
  for (const at of [0, source.startOf(10), source.startOf(15)]) {
    const log = await open(source, at);
    log.look(at, at + 1);
    await vi.waitFor(() => expect(log.state().window).toMatchObject({ start: 0, end: source.size }));
    expect(log.state().window.rows).toHaveLength(21);
    expect(log.state().window.rows[10]).toMatchObject({ cut: true, number: 10, end: source.startOf(11) });
    check(log, source);
  }
  expect(source.calls.bytes).toBeLessThan(4_000_000);
});

test("a progress bar of many states is one row that changes; a marked state is a row of its own", async () => {
  const bar = (part: number): string =>
    `${Math.floor(part / 10)}%|${"█".repeat(part / 50)}| ${part}/1000 [00:01<00:02, 9.9it/s]\n`;
  const bars = Array.from({ length: 1001 }, (_, part) => bar(part)).join("");
  const source = new MemoryLog(`start\n${bars}`);
  const log = await open(source);
  expect(log.state().window.rows).toHaveLength(2);
  expect(log.state().window.rows[1]).toMatchObject({ hidden: 1000, number: 1001 });
  source.append("end\n");
  await vi.waitFor(() => expect(log.state().window.rows).toHaveLength(3));
  await log.show(source.startOf(300), "center", true);
  await settled(log);
  expect(log.state().window.rows.map(({ number }) => number)).toContain(300);
  check(log, source);
  await log.setCollapse(false);
  await vi.waitFor(() => expect(log.state().window.rows.length).toBeGreaterThan(650));
  check(log, source);
});

test("what came between two connections is counted once", async () => {
  const source = new MemoryLog(numbered(10));
  const log = await open(source);
  log.pause();
  source.append(numbered(5, 10));
  log.resume();
  await vi.waitFor(() => expect(log.state().lines).toBe(15));
  await vi.waitFor(() => expect(log.state().window.rows).toHaveLength(15));
  check(log, source);
});

test("a log that grows fast is skipped through, and its end is exact", async () => {
  const source = new MemoryLog("");
  const log = await open(source);
  expect(log.state().window.rows).toHaveLength(0);
  source.append(numbered(500_000));
  source.close();
  await vi.waitFor(() => expect(log.state()).toMatchObject({ closed: true, lines: 500_000 }), { timeout: 20_000 });
  await vi.waitFor(() => expect(log.state().window.end).toBe(source.size));
  check(log, source);
  expect(source.calls.bytes).toBeLessThan(2_000_000);
  expect(source.calls.followed).toBeLessThan(source.size / 2);
});

test("text that a jump found before the live connection delivered it is counted once", async () => {
  const source = new MemoryLog(numbered(20_000));
  const log = await open(source);
  log.unfollow();
  await vi.waitFor(() => expect(log.state().lines).toBe(20_000));
  source.held = true;
  source.append(numbered(10, 20_000));
  await log.show(0, "center", true);
  expect(log.state().lines).toBe(20_010);
  source.append(numbered(5, 20_010));
  source.release();
  await vi.waitFor(() => expect(log.state().size).toBe(source.size));
  expect(log.state().lines).toBe(20_015);
  await log.toEnd();
  await vi.waitFor(() => expect(log.state().window.end).toBe(source.size));
  check(log, source);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { fileSegments } from "../../src/spool/file-segments.ts";
import { memorySegments } from "../../src/spool/memory-segments.ts";
import { Spool } from "../../src/spool/spool.ts";
import { SpoolBudget } from "../../src/spool/spool-budget.ts";
import { ScriptedSource } from "../support/scripted-source.ts";

const mib = 1024 * 1024;

/** About 20 MiB of lines of different lengths, some with characters of several bytes, one of 5 MiB. */
const text = Array.from({ length: 40_000 }, (_, n) => `${n} ${"é€😀x".repeat(n % 97)}\n`)
  .concat(`${"long ".repeat(mib)}\n`)
  .join("");

for (const [name, makeStore] of [
  ["memory", memorySegments],
  ["files", fileSegments],
] as const) {
  test(`reads at any offset of a log larger than the budget equal the log (${name})`, {
    timeout: 300_000,
  }, async () => {
    const source = new ScriptedSource(500);
    source.write(text);
    source.end();
    const all = source.bytes;
    const store = makeStore();
    const budget = new SpoolBudget(9 * mib);
    const signal = new AbortController().signal;
    const spool = new Spool({
      label: source.label,
      store,
      budget,
      reread: (from, own) => source.read({ from, follow: false, signal: own, onShown: () => undefined }),
      inTurn: (read) => read(),
    });
    for await (const part of source.read({ from: undefined, follow: true, signal, onShown: () => undefined })) {
      await spool.append(part);
      expect(budget.bytes).toBeLessThanOrEqual(9 * mib);
    }
    expect(spool.end.offset).toBe(all.length);
    expect(all.length).toBeGreaterThan(15 * mib);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: all.length - 1 }), fc.integer({ min: 1, max: 300_000 }), async (offset, max) => {
        const bytes = await spool.read(offset, max);
        expect(bytes.length).toBeGreaterThan(0);
        expect(bytes.length).toBeLessThanOrEqual(max);
        expect(Buffer.compare(bytes, all.subarray(offset, offset + bytes.length))).toBe(0);
        expect(budget.bytes).toBeLessThanOrEqual(9 * mib);
      }),
      { numRuns: 100 },
    );
    // It had to read again, and only from marks near what was asked for.
    const again = source.reads.filter(({ follow }) => !follow);
    expect(again.length).toBeGreaterThan(0);
    await Promise.all([...Array(20).keys()].map((n) => spool.read(n * mib - (n === 0 ? 0 : 1), 1000)));
    await spool.close();
    expect(budget.bytes).toBe(0);
  });
}

test("readers of one evicted part share one read of the source", async () => {
  const source = new ScriptedSource(1000);
  source.write("0123456789abcde\n".repeat(mib)); // 16 MiB
  source.end();
  const spool = new Spool({
    label: source.label,
    store: memorySegments(),
    budget: new SpoolBudget(8 * mib),
    reread: (from, own) => source.read({ from, follow: false, signal: own, onShown: () => undefined }),
    inTurn: (read) => read(),
  });
  const signal = new AbortController().signal;
  for await (const part of source.read({ from: undefined, follow: true, signal, onShown: () => undefined })) {
    await spool.append(part);
  }
  source.reads.length = 0;
  await Promise.all(Array.from({ length: 50 }, (_, n) => spool.read(n * 1000, 100)));
  expect(source.reads).toEqual([{ from: 0, follow: false }]);
  expect(source.running).toBe(0);
});

test("a source that became shorter is LogReset, and its next read tries again", async () => {
  const source = new ScriptedSource(1000);
  source.write("0123456789abcde\n".repeat(mib));
  source.end();
  let shorter = true;
  const spool = new Spool({
    label: source.label,
    store: memorySegments(),
    budget: new SpoolBudget(8 * mib),
    reread: async function* (from, own) {
      for await (const part of source.read({ from, follow: false, signal: own, onShown: () => undefined })) {
        if (shorter && Number(part.mark) > mib / 2) return;
        yield part;
      }
    },
    inTurn: (read) => read(),
  });
  const signal = new AbortController().signal;
  for await (const part of source.read({ from: undefined, follow: true, signal, onShown: () => undefined })) {
    await spool.append(part);
  }
  await expect(spool.read(0, 10)).rejects.toMatchObject({ _tag: "LogReset" });
  shorter = false;
  expect(new TextDecoder().decode(await spool.read(0, 10))).toBe("0123456789");
});

import { expect, test } from "vitest";
import { createGate } from "../../src/index.ts";

test("each opening lets exactly that many callers through, before or after they arrive", async () => {
  const gate = createGate();
  const through: number[] = [];
  const pass = (n: number) => gate.pass().then(() => through.push(n));
  gate.open(2);
  void pass(1);
  void pass(2);
  void pass(3);
  void pass(4);
  await expect.poll(() => through).toEqual([1, 2]);
  expect(gate.waiting).toBe(2);
  gate.open();
  await expect.poll(() => through).toEqual([1, 2, 3]);
  gate.openForever();
  await Promise.all([pass(5), pass(6)]);
  expect(through).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a caller that stops waiting uses no pass", async () => {
  const gate = createGate();
  const leave = new AbortController();
  const left = gate.pass(leave.signal);
  const stays = gate.pass();
  leave.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  gate.open();
  await stays;
  await expect(gate.pass(leave.signal)).rejects.toThrow("left");
});

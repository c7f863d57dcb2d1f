import { expect, test } from "vitest";
import { whenCalled } from "../src/when-called.ts";

test("loads when it is first called, once for calls at the same time", async () => {
  let loads = 0;
  const double = whenCalled(async () => {
    loads += 1;
    return async (value: number) => value * 2;
  });
  expect(loads).toBe(0);
  expect(await Promise.all([double(1), double(2)])).toEqual([2, 4]);
  expect(await double(3)).toBe(6);
  expect(loads).toBe(1);
});

test("rejects as the load does, and loads again with the next call", async () => {
  let broken = true;
  const name = whenCalled(async () => {
    if (broken) throw new Error("no such file");
    return async (value: string) => value;
  });
  await expect(name("a")).rejects.toThrow("no such file");
  broken = false;
  expect(await name("b")).toBe("b");
});

test("rejects as the loaded function does, without another load", async () => {
  let loads = 0;
  const refuse = whenCalled(async () => {
    loads += 1;
    return () => Promise.reject(new Error("refused"));
  });
  await expect(refuse(1)).rejects.toThrow("refused");
  await expect(refuse(2)).rejects.toThrow("refused");
  expect(loads).toBe(1);
});

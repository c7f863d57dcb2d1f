import * as undici from "undici";
import { expect, test } from "vitest";
import { loadUndici } from "../src/undici.ts";

test("the parts of undici come from their own files, and from its entry where a version has no such files", async () => {
  const own = await loadUndici();
  expect(own.Client).toBe(undici.Client);
  expect(own.buildConnector).toBe(undici.buildConnector);
  const missing = Object.assign(new Error("Cannot find module"), { code: "ERR_MODULE_NOT_FOUND" });
  const other = await loadUndici(() => Promise.reject(missing));
  expect(other.Client).toBe(undici.Client);
  expect(other.buildConnector).toBe(undici.buildConnector);
});

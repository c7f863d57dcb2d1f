import { expect, it } from "vitest";
import { differentBytes } from "../../../src/tail/text/different-bytes.ts";

it("the error for a replaced log file has a reason and tells the caller to start again", () => {
  expect(differentBytes()).toMatchObject({ _tag: "LogReset", reason: "different-bytes" });
  expect(differentBytes().message).toMatch(/removed, truncated or replaced.*Start again without `from`/);
});

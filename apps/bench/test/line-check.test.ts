import { describe, expect, it } from "vitest";
import { LineCheck } from "../src/programs/line-check.ts";
import { numberedLine } from "../src/servers/flood-text.ts";

const lines = Array.from({ length: 100 }, (_, i) => numberedLine(i));
const text = lines.map((line) => `${line}\n`).join("");

describe("LineCheck", () => {
  it("accepts the whole log in every form", () => {
    const checks = [new LineCheck(), new LineCheck(), new LineCheck(), new LineCheck()] as const;
    checks[0].few(lines, 100, text.length);
    checks[1].many(lines.slice(0, 30));
    checks[1].many([]);
    checks[1].many(lines.slice(30));
    checks[2].text(text.slice(0, 80));
    checks[2].text(text.slice(80));
    for (const line of lines) checks[3].one(line);
    for (const check of checks) {
      expect(() => check.done(100)).not.toThrow();
      expect(() => check.done(101)).toThrow("read 100 lines");
    }
  });

  it("sees a line that is missing, doubled or at another position", () => {
    expect(() => new LineCheck().many(lines.slice(1))).toThrow("line 0 is");
    expect(() => new LineCheck().many([...lines.slice(0, 50), ...lines.slice(51)])).toThrow("line 98 is");
    expect(() => new LineCheck().text(text.slice(80))).toThrow("line 0 is");
    expect(() => new LineCheck().few(lines.slice(1), 99, 99 * 80)).toThrow("line 0 is");
    const check = new LineCheck();
    expect(() => {
      for (const line of [...lines.slice(0, 10), ...lines.slice(9)]) check.one(line);
    }).toThrow("line 64 is");
  });

  it("sees lines of another length", () => {
    const check = new LineCheck();
    for (const [i, line] of lines.entries()) check.one(i === 1 ? `${line}x` : line);
    expect(() => check.done(100)).toThrow("8001 characters");
  });
});

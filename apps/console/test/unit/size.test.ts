import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const html = readFileSync(`${dist}index.html`, "utf8");
const gzipped = (name: string): number => gzipSync(readFileSync(`${dist}assets/${name}`)).length;

test("the page is small, and needs nothing that its policy forbids", () => {
  const all = readdirSync(`${dist}assets`);
  const first = all.filter((name) => html.includes(name));
  const sum = (names: ReadonlyArray<string>): number => names.reduce((total, name) => total + gzipped(name), 0);
  expect(sum(first)).toBeLessThan(260_000);
  expect(sum(all)).toBeLessThan(400_000);
  // Every script is a file, and every address is relative to the page.
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|<style|="\//);
  for (const name of all.filter((each) => each.endsWith(".js"))) {
    expect(readFileSync(`${dist}assets/${name}`, "utf8")).not.toMatch(/\beval\(|\bnew Function\(/);
  }
});

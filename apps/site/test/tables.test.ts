/** Tables of the pages that repeat what the code defines. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";

const read = (file: string): string => readFileSync(join(repository, file), "utf8");

test("the guide lists every status of a tail", () => {
  const api = read("docs/api/core.api.md");
  const union = /export type TailStatus =\n([\s\S]*?\n)\};/.exec(api)?.[1] ?? "";
  const types = [...Array.from(union.matchAll(/type: "(\w+)"/g), ([, type = ""]) => type), "pending"];
  expect(types.length).toBeGreaterThan(6);
  const section = read("docs/guides/follow-a-log.md").split("## Show what the tail does")[1]?.split("\n## ")[0] ?? "";
  const listed = Array.from(section.matchAll(/^\| `(?!type`)(\w+)` \|/gm), ([, type = ""]) => type);
  expect(listed.toSorted()).toEqual(types.toSorted());
});

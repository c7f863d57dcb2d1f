/** The words of the sources: comments and messages use plain words. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { forbiddenWords, type WordFinding } from "../src/words/forbidden-words.ts";
import { sourceComments, sourceMessages } from "../src/words/source-prose.ts";

/** Files with other words, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "apps/release/src/words/forbidden-words.ts": "It is the list of the words.",
};

/** Files whose messages, not comments, have other words, and why. */
const copiedMessages: Readonly<Record<string, string>> = {
  "packages/testing/src/fault/ray-responses.ts": "The responses repeat Ray's own text.",
  "packages/testing/src/reference-ray/job-table.ts": "The error repeats Ray's own text.",
  "packages/testing/src/reference-ray/log-file-request.ts": "The errors repeat Ray's own text.",
  "packages/testing/src/reference-ray/serve-routes.ts": "The error repeats Ray's own text.",
  "packages/testing/src/reference-ray/state-filter.ts": "The error repeats Ray's own text.",
  "packages/testing/src/reference-ray/state-query.ts": "The error repeats Ray's own text.",
  "packages/testing/src/reference-ray/state-routes.ts": "The error repeats Ray's own text.",
  "packages/testing/src/reference-ray/worker-log-request.ts": "The errors repeat Ray's own text.",
};

// A generator writes the folders `generated` from descriptions that others wrote.
const sources = globSync(["{packages,apps}/*/src/**/*.{ts,tsx,mts,cts}", "examples/*/src/**/*.{ts,tsx,mts,cts}"], {
  cwd: repository,
  exclude: ["**/node_modules/**", "**/dist/**", "**/generated/**"],
}).toSorted();

/** The findings of a source as `line: found (say …)`. */
const findingsOf = (file: string): { comments: ReadonlyArray<string>; messages: ReadonlyArray<string> } => {
  const source = readFileSync(join(repository, file), "utf8");
  const shown = ({ line, found, say }: WordFinding): string => `${file}:${line}: "${found}". Write: ${say}`;
  return {
    comments: forbiddenWords(sourceComments(source)).map(shown),
    messages: forbiddenWords(sourceMessages(source)).map(shown),
  };
};

test("there are sources to check", () => {
  for (const file of [
    "packages/core/src/tail/tail.ts",
    "apps/release/src/main.ts",
    "examples/kubernetes/src/kubernetes.ts",
  ])
    expect(sources).toContain(file);
  expect(sources.length).toBeGreaterThan(500);
});

describe("words", () => {
  const checked = sources.filter((file) => !(file in exceptions)).map((file) => ({ file, ...findingsOf(file) }));

  test("comments use plain words", () => {
    expect(checked.flatMap(({ comments }) => comments)).toEqual([]);
  });

  test("messages use plain words", () => {
    expect(checked.flatMap(({ file, messages }) => (file in copiedMessages ? [] : messages))).toEqual([]);
  });

  test.each(Object.entries({ ...exceptions, ...copiedMessages }))("%s is still an exception: %s", (file) => {
    expect(findingsOf(file).messages).not.toEqual([]);
  });
});

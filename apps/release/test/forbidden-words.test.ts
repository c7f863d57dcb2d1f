import { describe, expect, test } from "vitest";
import { forbiddenWords } from "../src/words/forbidden-words.ts";
import { markdownProse } from "../src/words/markdown-prose.ts";
import { sourceComments, sourceMessages } from "../src/words/source-prose.ts";

const found = (text: string): ReadonlyArray<string> => forbiddenWords(text).map((finding) => finding.found);

describe("forbiddenWords", () => {
  test.each([
    "how long failures are ridden out (default 300)",
    "go on until the job has ended; the exit code is the job's",
    "end as soon as the job is submitted",
    "connection lost, answer without sense, outcome unknown",
    "data as JSON",
    "say more on stderr",
    "read this many jobs at once (default: 10)",
    "the log file is not to be had",
    "What was read of its log stands.",
    "the job is waited for",
    "it is asked for again",
    "the page is gone on with",
    "of those there are none",
    "a stub that stands in for the server",
    "where it stood before",
    "that which came last",
    "What came by socket has no known place.",
    "the tail tells its status",
    "as it was told",
    "the status word",
    "the message says why",
    "it gives lines out",
    "a line that was given out",
    "the place in the log",
    "no news for a minute",
    "the server's answer",
    "at the most ten",
    "at the least one",
    "ever more seldom",
    "riding out a restart",
    "please pass a token",
  ])("finds: %s", (text) => {
    expect(found(text)).not.toEqual([]);
  });

  test.each([
    "Keep retrying after transient failures for up to this many seconds (default 300)",
    "Follow the log until the job ends, then exit with the job's exit code",
    "Return right after submitting; don't follow the log",
    "connection lost, unreadable response, or unknown outcome",
    "Print JSON",
    "Print details to stderr",
    "Follow at most this many jobs at once (default: 10)",
    "Pass the log's control sequences through to the terminal",
    "the log file is not available",
    "The lines already printed are complete up to this point.",
    "The tail gives up after 300 seconds, say, and a standalone program understands it.",
    "What happens when the network fails?",
    "What happens when\nthe network fails?",
    "It depends on what you pass; in place of a name you may pass an id.",
    "a request takes place, the given id, a newsletter",
  ])("accepts: %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test("reports the line, and finds a phrase that continues in the next one", () => {
    expect(forbiddenWords("one\ntwo is waited\n  for\nfour news")).toMatchObject([
      { line: 2, found: "is waited\n  for" },
      { line: 4, found: "news" },
    ]);
  });
});

describe("markdownProse", () => {
  test("leaves out code, comments and the targets of links, and keeps the lines", () => {
    const text = [
      "told 1",
      "```sh",
      "told 2",
      "```",
      "`told 3` and ``told ` 4`` <!-- told",
      "5 -->",
      "[a](told-6.md) http://h/told",
      "~~~",
      "told 7",
    ];
    const prose = markdownProse(text.join("\n"));
    expect(forbiddenWords(prose).map(({ line }) => line)).toEqual([1]);
    expect(prose.split("\n")).toHaveLength(text.length);
  });
});

describe("of a TypeScript source", () => {
  const source = [
    'import { told } from "./told.ts"; // it told',
    "const answer: string = `it is ${told} told ${'and told us'}`;",
    "/**",
    " * The page is waited",
    " * for by `told`. */",
    'export const key = answer + "told";',
  ].join("\n");

  test("sourceMessages keeps the literals of two words or more", () => {
    expect(forbiddenWords(sourceMessages(source))).toMatchObject([
      { line: 2, found: "told" },
      { line: 2, found: "told" },
    ]);
  });

  test("sourceComments keeps the comments", () => {
    expect(forbiddenWords(sourceComments(source))).toMatchObject([
      { line: 1, found: "told" },
      { line: 4, found: "is waited\n   for" },
    ]);
  });
});

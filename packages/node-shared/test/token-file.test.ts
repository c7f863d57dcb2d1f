import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { TokenFunction } from "@jobwire/core";
import { expect, onTestFinished, test } from "vitest";
import { FileProblem } from "../src/small-file.ts";
import { rotatingToken, tokenFile } from "../src/token-file.ts";

const never = new AbortController().signal;
/** What the function returns for a request that was just refused with this token; without one, for a new request. */
const ask = async (token: TokenFunction, refused?: string): Promise<string> => token({ refused, signal: never });

/** A file whose reads return these texts one after the other, the last one for ever; an error rejects. */
const scripted = (...texts: ReadonlyArray<string | Error>) => {
  const script = { reads: 0, pauses: [] as Array<number>, now: 0 };
  const token = rotatingToken("old", "/run/token", "RAY_AUTH_TOKEN_PATH", {
    read: async () => {
      const text = texts[Math.min(script.reads, texts.length - 1)];
      script.reads += 1;
      await setImmediate();
      if (text instanceof Error) throw text;
      return text ?? "";
    },
    pause: async (ms) => {
      script.pauses.push(ms);
      script.now += ms;
    },
    now: () => script.now,
  });
  return { token, script };
};

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "jobwire-token-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

test("a file is read once for any number of requests, and once more for each change after a refusal", async () => {
  const { token, script } = scripted("new\n", "newest\n");
  for (let requests = 0; requests < 5; requests++) expect(await ask(token)).toBe("old");
  expect(script.reads).toBe(0);
  expect(await ask(token, "old")).toBe("new");
  expect(await ask(token)).toBe("new");
  expect(script.reads).toBe(1);
  script.now += 60_000;
  expect(await ask(token, "new")).toBe("newest");
  expect(script).toMatchObject({ reads: 2, pauses: [] });
});

test("requests that are refused at the same time share one read, and a late one needs none", async () => {
  const { token, script } = scripted("new");
  const refused = Array.from({ length: 50 }, () => ask(token, "old"));
  expect(new Set(await Promise.all(refused))).toEqual(new Set(["new"]));
  expect(await ask(token, "old")).toBe("new");
  expect(script.reads).toBe(1);
});

test("a file that still has the refused token is read once for each refusal", async () => {
  const { token, script } = scripted("old");
  expect(await ask(token, "old")).toBe("old");
  expect(await ask(token, "old")).toBe("old");
  expect(script).toMatchObject({ reads: 2, pauses: [] });
});

test("a file that is empty or gone for a moment is read again after a pause", async () => {
  for (const moment of ["", "\n", new FileProblem("cannot be read (ENOENT)")]) {
    const { token, script } = scripted(moment, moment, "new");
    expect(await ask(token, "old")).toBe("new");
    expect(script).toMatchObject({ reads: 3, pauses: [50, 100] });
  }
});

test("the first half of a token is refused, and the whole one follows", async () => {
  const { token, script } = scripted("new-", "new-", "new-", "new-token");
  expect(await ask(token, "old")).toBe("new-");
  expect(await ask(token, "new-")).toBe("new-token");
  expect(script).toMatchObject({ reads: 4, pauses: [50, 100] });
});

test("a renewed token that the server refuses, too, is the last one after 1.6 s", async () => {
  const { token, script } = scripted("wrong");
  expect(await ask(token, "old")).toBe("wrong");
  expect(await ask(token, "wrong")).toBe("wrong");
  expect(script).toMatchObject({ reads: 7, now: 1_550 });
  script.now += 60_000;
  expect(await ask(token, "wrong")).toBe("wrong");
  expect(script.reads).toBe(8);
});

test.each([
  ["", "is empty"],
  [new FileProblem("is a directory"), "is a directory"],
])("a file without a token after a refusal is Unauthorized, which names the file", async (content, problem) => {
  const { token, script } = scripted(content);
  const error: unknown = await ask(token, "old").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    _tag: "Unauthorized",
    message: `RAY_AUTH_TOKEN_PATH: the server refused the token, and the token file /run/token ${problem}. Write a valid token to it`,
  });
  expect(script).toMatchObject({ reads: 6, now: 1_550 });
  // The next request sends the old token again, so that it may succeed after all.
  expect(await ask(token)).toBe("old");
});

test("an abort ends the wait of one request at once, and the read with the last request", async () => {
  let reading: AbortSignal | undefined;
  const token = rotatingToken("old", "/run/token", "token", {
    read: async (_, signal) => {
      reading = signal;
      return await new Promise<string>((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    },
  });
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [first, second].map(async ({ signal }) => token({ refused: "old", signal }));
  const ended = asked.map((promise) => promise.catch((error: unknown) => error));
  await setImmediate();
  first.abort();
  expect(reading?.aborted).toBe(false);
  second.abort(new Error("gone"));
  expect(reading?.aborted).toBe(true);
  expect(await ended[1]).toMatchObject({ message: "gone" });
});

test("a real file: written in place, replaced by a rename, and behind a link that moves", async () => {
  const home = folder();
  const path = join(home, "token");
  writeFileSync(path, " first \n");
  const token = tokenFile(path);
  expect(await ask(token)).toBe("first");
  writeFileSync(path, "second\n");
  expect(await ask(token)).toBe("first");
  expect(await ask(token, "first")).toBe("second");
  writeFileSync(join(home, "next"), "third\n");
  renameSync(join(home, "next"), path);
  expect(await ask(token, "second")).toBe("third");
  // As Kubernetes replaces a mounted secret.
  writeFileSync(join(home, "data"), "fourth");
  symlinkSync("data", join(home, "link"));
  renameSync(join(home, "link"), path);
  expect(await ask(token, "third")).toBe("fourth");
});

test("a file without a token at the start is an error that names the option", () => {
  const path = join(folder(), "empty");
  writeFileSync(path, "\n");
  expect(() => tokenFile(path)).toThrow(`token option: the token file ${path} is empty`);
  expect(() => tokenFile(`${path}2`, "RAY_AUTH_TOKEN_PATH")).toThrow(/^RAY_AUTH_TOKEN_PATH: .*ENOENT/);
});

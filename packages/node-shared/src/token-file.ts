import type { TokenFunction, TokenRequest } from "@jobwire/core";
import { withCallSite } from "@jobwire/core/adapter-parts";
import { Unauthorized } from "@jobwire/core/errors";
import { FileProblem, readSmallFile } from "./small-file.ts";
import { maxSecretBytes, readTextFile } from "./text-file.ts";

/** After a refusal, the waits in milliseconds before each further read of a file that somebody may be writing at the moment. */
const pausesMs: ReadonlyArray<number> = [50, 100, 200, 400, 800];
/** A token that was read again less than this ago may be the first part of one that is still being written. */
const settlingMs = 3_000;

/** The parts of a token file that tests replace. */
export interface TokenFileParts {
  /** Reads the file's text; rejects with a `FileProblem`. */
  readonly read?: ((path: string, signal: AbortSignal) => Promise<string>) | undefined;
  /** Waits between two attempts to read the file; rejects when the signal aborts. */
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly now?: (() => number) | undefined;
}

const readFile = (path: string, signal: AbortSignal): Promise<string> =>
  readSmallFile(path, { most: maxSecretBytes, signal });

const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });

/** A read of the file that all requests share whose token was refused. */
interface SharedRead {
  readonly token: Promise<string>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * The token in a file that somebody may replace while the program runs: a token function for the `token` option of a client. Reads
 * the file now, and again only after the server refused its token; requests that are refused at the same time share one read. When
 * the file still has the refused token, the server's error is the result. A file that is missing, empty or half written at that
 * moment is read again for up to 1.6 s. `named` begins messages, such as the variable that has the path.
 *
 * Throws `InvalidRequest` (reason `local`), which shows nothing of the file, when it cannot be read, is empty, or is a pipe or
 * device. The function rejects with `Unauthorized` when the file is unreadable after a refusal.
 *
 * @example
 * ```ts
 * import { ray, tokenFile } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265", token: tokenFile("./ray-token") });
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const tokenFile = (path: string, named = "token option"): TokenFunction =>
  withCallSite(tokenFile, () => rotatingToken(readTextFile(named, "token file", path), path, named));

/** As {@link tokenFile}, for a file that the caller has read already: `token` is its content without surrounding white space. */
export const rotatingToken = (
  token: string,
  path: string,
  named: string,
  { read = readFile, pause = pauseFor, now = () => performance.now() }: TokenFileParts = {},
): TokenFunction => {
  let current = token;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let shared: SharedRead | undefined;

  const unreadable = (problem: string, cause?: unknown): Unauthorized =>
    new Unauthorized({
      message: `${named}: the server refused the token, and the token file ${path} ${problem}. Write a valid token to it`,
      statusCode: 401,
      cause,
    });

  /** The file's token; undefined when it is empty or unreadable now. */
  const readNow = async (
    signal: AbortSignal,
  ): Promise<{ readonly token?: string; readonly problem?: Unauthorized }> => {
    try {
      const text = (await read(path, signal)).trim();
      return text === "" ? { problem: unreadable("is empty") } : { token: text };
    } catch (error) {
      if (error instanceof FileProblem) return { problem: unreadable(error.message, error.cause) };
      throw error;
    }
  };

  const readAgain = async (refused: string, signal: AbortSignal): Promise<string> => {
    // Every read of a settled file is final, whatever it has.
    const settling = now() - renewedAt < settlingMs;
    for (let reads = 0; ; reads++) {
      const found = await readNow(signal);
      if (found.token !== undefined && found.token !== refused) {
        renewedAt = now();
        current = found.token;
        return current;
      }
      const ms = pausesMs[reads];
      if (found.token !== undefined && (!settling || ms === undefined)) return refused;
      if (ms === undefined) throw found.problem;
      await pause(ms, signal);
    }
  };

  const start = (refused: string): SharedRead => {
    const controller = new AbortController();
    const started: SharedRead = { token: readAgain(refused, controller.signal), controller, waiting: 0 };
    const done = (): void => {
      if (shared === started) shared = undefined;
    };
    started.token.then(done, done);
    return started;
  };

  const renewed = async (refused: string, signal: AbortSignal): Promise<string> => {
    shared ??= start(refused);
    const joined = shared;
    joined.waiting += 1;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      joined.waiting -= 1;
      if (joined.waiting > 0) return;
      // A request that arrives now starts another read instead of waiting for the one that is being aborted.
      if (shared === joined) shared = undefined;
      joined.controller.abort(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await joined.token;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  };

  return ({ refused, signal }: TokenRequest) => {
    // Another request may have renewed the token meanwhile.
    if (refused === undefined || refused !== current) return current;
    return renewed(refused, signal);
  };
};

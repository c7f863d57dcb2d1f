import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** Why a small file cannot be read, as text that follows its name: `is a directory`. Shows nothing of its content. */
export class FileProblem extends Error {
  /** The name of the class. */
  override readonly name: string = "FileProblem";
  /** The system's error code, such as `ENOENT`; undefined when the system reported none. */
  readonly code: string | undefined;
  /** `problem` follows the name of the file; `cause` is the system's own error. */
  constructor(problem: string, cause?: unknown) {
    super(problem, cause === undefined ? undefined : { cause });
    this.code = (cause as NodeJS.ErrnoException | undefined)?.code;
  }
}

/** Opens without waiting for the other end of a pipe, and without making a terminal the process's own. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

const size = (bytes: number): string => (bytes < 1_048_576 ? `${bytes / 1024} KiB` : `${bytes / 1_048_576} MiB`);
const tooLarge = (most: number): FileProblem => new FileProblem(`holds more than ${size(most)}`);
const unreadable = (cause: unknown): FileProblem =>
  cause instanceof FileProblem
    ? cause
    : new FileProblem(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})`, cause);

/** Throws unless it is a file of at most `most` bytes. A file of /proc counts as empty until it is read. */
const checkKind = (stats: Stats, most: number, pipes: boolean): void => {
  if (stats.isDirectory()) throw new FileProblem("is a directory");
  if (stats.isCharacterDevice() || stats.isBlockDevice()) throw new FileProblem("is a device, not a file");
  if (stats.isSocket()) throw new FileProblem("is a socket, not a file");
  if (stats.isFIFO() && !pipes) throw new FileProblem("is a pipe, which could block the program. Name a file instead");
  if (stats.isFile() && stats.size > most) throw tooLarge(most);
};

const textOf = (pieces: ReadonlyArray<Uint8Array>): string => {
  try {
    // A byte order mark at the start is not part of the text.
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw new FileProblem("is not UTF-8 text");
  }
};

/** Reads a file of at most `most` bytes at once and returns its text. Throws {@link FileProblem}, including for pipes and devices. */
export const readSmallFileSync = (path: string, most: number): string => {
  try {
    checkKind(statSync(path), most, false);
    const file = openSync(path, flags);
    try {
      // Checks the opened file again: the name may refer to another file by now.
      checkKind(fstatSync(file), most, false);
      const bytes = Buffer.alloc(most + 1);
      let length = 0;
      for (let read = 1; read > 0 && length <= most; length += read) {
        read = readSync(file, bytes, length, bytes.length - length, null);
      }
      if (length > most) throw tooLarge(most);
      return textOf([bytes.subarray(0, length)]);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(error);
  }
};

/** How to read a small file. */
export interface SmallFileOptions {
  /** The largest allowed size in bytes. */
  readonly most: number;
  /** Ends the read; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Also reads a pipe (`<(command)` of a shell), for at most this many milliseconds. Default: pipes are refused. */
  readonly pipeMs?: number | undefined;
  /** Waits between two reads of a pipe; replaced in tests. */
  readonly pause?: ((signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** Milliseconds of a monotonic clock; replaced in tests. */
  readonly now?: (() => number) | undefined;
}

const betweenLooksMs = 20;
const pauseFor = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, betweenLooksMs);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", stop, { once: true });
  });

/** The result of one read of an open file: bytes, its end, or nothing yet. */
const readOnce = async (file: FileHandle, into: Uint8Array): Promise<number | "nothing yet"> => {
  try {
    return (await file.read(into, 0, into.byteLength, null)).bytesRead;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "nothing yet";
    throw error;
  }
};

/** Reads a shell's pipe, which has its writer from the start: `<(command)`, `/dev/stdin`. */
const isAnonymous = (path: string): boolean => /^\/(?:dev|proc\/[^/]+)\/(?:fd\/\d+|stdin)$/.test(path);

const readPipe = async (
  path: string,
  file: FileHandle,
  options: SmallFileOptions,
): Promise<ReadonlyArray<Uint8Array>> => {
  const { most, signal, pipeMs = 0, pause = pauseFor, now = () => performance.now() } = options;
  const pieces: Array<Uint8Array> = [];
  const start = now();
  let length = 0;
  let hasWriter = isAnonymous(path);
  for (;;) {
    signal?.throwIfAborted();
    const into = new Uint8Array(65_536);
    const read = await readOnce(file, into);
    if (typeof read === "number" && read > 0) {
      length += read;
      if (length > most) throw tooLarge(most);
      pieces.push(into.subarray(0, read));
      continue;
    }
    // A pipe that no writer has opened yet reads as ended.
    if (read === "nothing yet") hasWriter = true;
    else if (hasWriter || length > 0) return pieces;
    if (now() - start >= pipeMs) {
      const seconds = Math.round(pipeMs / 1000);
      throw new FileProblem(
        hasWriter || length > 0
          ? `is a pipe that did not end within ${seconds} s`
          : `is a pipe that received nothing within ${seconds} s`,
      );
    }
    await pause(signal);
  }
};

const readWhole = async (file: FileHandle, { most, signal }: SmallFileOptions): Promise<ReadonlyArray<Uint8Array>> => {
  const pieces: Array<Uint8Array> = [];
  for (let length = 0; ; ) {
    signal?.throwIfAborted();
    const into = new Uint8Array(Math.min(65_536, most + 1 - length));
    const { bytesRead } = await file.read(into, 0, into.byteLength, null);
    if (bytesRead === 0) return pieces;
    pieces.push(into.subarray(0, bytesRead));
    length += bytesRead;
    if (length > most) throw tooLarge(most);
  }
};

/**
 * Reads a file of at most `most` bytes and returns its text. Rejects with {@link FileProblem}, and with the signal's reason; it
 * leaves nothing open, and no read can delay the end of the process.
 */
export const readSmallFile = async (path: string, options: SmallFileOptions): Promise<string> => {
  const { most, signal, pipeMs } = options;
  signal?.throwIfAborted();
  try {
    // Opening a device can already have an effect.
    checkKind(await stat(path), most, pipeMs !== undefined);
    await using file = await open(path, flags);
    const stats = await file.stat();
    checkKind(stats, most, pipeMs !== undefined);
    return textOf(await (stats.isFIFO() ? readPipe(path, file, options) : readWhole(file, options)));
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw unreadable(error);
  }
};

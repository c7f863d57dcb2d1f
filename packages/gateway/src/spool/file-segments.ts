import { rmSync } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Segment, SegmentStore } from "./segment-store.ts";

const defaultBytes = 4 * 1024 * 1024 * 1024;

/** Writes all bytes: a write may take only some of them. */
const writeAll = async (file: FileHandle, bytes: Uint8Array, at: number): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
};

const fileSegment = async (path: string): Promise<Segment> => {
  // `wx`: never through a link that somebody else put there.
  const file = await open(path, "wx+", 0o600);
  // Without a name it exists only as long as it is open, so that not even a killed process leaves a log behind. Where a system
  // refuses this, the file goes with its folder.
  const unnamed = await rm(path).then(
    () => true,
    () => false,
  );
  let length = 0;
  return {
    append: async (bytes) => {
      await writeAll(file, bytes, length);
      length += bytes.length;
    },
    read: async (at, count) => {
      const bytes = new Uint8Array(count);
      for (let done = 0; done < count; ) {
        const { bytesRead } = await file.read(bytes, done, count - done, at + done);
        if (bytesRead === 0) throw new Error("a file of the gateway's spool was shortened by another program");
        done += bytesRead;
      }
      return bytes;
    },
    remove: async () => {
      await file.close();
      if (!unnamed) await rm(path, { force: true });
    },
  };
};

/** Keeps segments in files of a new folder of the temporary folder, readable only by this user. Works on Node, Bun and Deno. */
export const fileSegments = (): SegmentStore => {
  let folder: Promise<string> | undefined;
  let made: string | undefined;
  let files = 0;
  const removeAtExit = (): void => {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  };
  const makeFolder = async (): Promise<string> => {
    made = await mkdtemp(join(tmpdir(), "jobwire-gateway-"));
    process.once("exit", removeAtExit);
    return made;
  };
  return {
    create: async () => {
      folder ??= makeFolder();
      files += 1;
      const name = `${files}`;
      return await fileSegment(join(/* turbopackIgnore: true */ await folder, name));
    },
    defaultBytes,
    // An open file each: 256 for 4 GiB.
    segmentBytes: 16 * 1024 * 1024,
    close: async () => {
      if (folder === undefined) return;
      await rm(await folder, { recursive: true, force: true });
      process.removeListener("exit", removeAtExit);
      folder = undefined;
      made = undefined;
    },
  };
};

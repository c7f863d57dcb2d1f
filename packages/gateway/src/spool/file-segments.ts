import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Segment, SegmentStore } from "./segment-store.ts";

const defaultBytes = 4 * 1024 * 1024 * 1024;

/** Writes all bytes: a write may take only some of them. */
const writeAll = async (file: FileHandle, bytes: Uint8Array, at: number): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
};

const fileSegment = async (): Promise<Segment> => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-gateway-"));
  // `wx`: never through a link that somebody else put there.
  const file = await open(join(/* turbopackIgnore: true */ folder, "segment"), "wx+", 0o600);
  const removeName = (): Promise<void> => rm(folder, { recursive: true, force: true });
  // Without a name it exists only as long as it is open, so that not even a killed process leaves a log behind. Where a system
  // refuses this, the name goes when the segment is removed.
  const unnamed = await removeName().then(
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
      if (!unnamed) await removeName();
    },
  };
};

/** Keeps segments in files of the temporary folder, which only this user can read. Works on Node, Bun and Deno. */
export const fileSegments = (): SegmentStore => ({
  create: fileSegment,
  defaultBytes,
  // An open file each: 256 for 4 GiB.
  segmentBytes: 16 * 1024 * 1024,
});

/**
 * Copies recordings of a Ray dashboard into this package, masked:
 *
 *     node packages/testing/test/recordings/copy-recordings.ts SOURCE_FOLDER packages/testing/recordings/ray FILE...
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RecordingMask } from "./mask-recording.ts";

const [source, target, ...files] = process.argv.slice(2);
if (source === undefined || target === undefined || files.length === 0)
  throw new Error("usage: copy-recordings.ts SOURCE_FOLDER TARGET_FOLDER FILE...");

await mkdir(target, { recursive: true });
// One mask for all files: an address means the same host in each.
const mask = new RecordingMask();
for (const file of files) {
  const recording: unknown = JSON.parse(await readFile(join(source, file), "utf8"));
  await writeFile(join(target, file), `${JSON.stringify(mask.mask(recording), undefined, 1)}\n`);
}

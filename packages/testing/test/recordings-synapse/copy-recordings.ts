/**
 * Copies recordings of the Synapse clients into this package, masked:
 *
 *     node packages/testing/test/recordings-synapse/copy-recordings.ts SOURCE_FOLDER packages/testing/recordings/synapse FILE...
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RecordingMask } from "../recordings/mask-recording.ts";
import { maskSynapseRecording } from "./mask-synapse-recording.ts";

const [source, target, ...files] = process.argv.slice(2);
if (source === undefined || target === undefined || files.length === 0)
  throw new Error("usage: copy-recordings.ts SOURCE_FOLDER TARGET_FOLDER FILE...");

await mkdir(target, { recursive: true });
// One mask for all files: an address means the same host in each.
const mask = new RecordingMask();
for (const file of files) {
  // The recorder wrote Python's value of a log that reads `NaN` as the bare word, which is not JSON.
  const written = (await readFile(join(source, file), "utf8")).replace(/: NaN\b/g, ': "<NaN>"');
  const recording: unknown = JSON.parse(written);
  const text = JSON.stringify(maskSynapseRecording(recording, mask), undefined, 1);
  await writeFile(join(target, file), `${text}\n`);
}

import { createHash } from "node:crypto";

/** The characters that a file system may refuse in a name, and the one that marks their escapes. */
// oxlint-disable-next-line no-control-regex -- a file name must not have control characters
const unsafe = /[\u0000-\u001f\u007f-\u009f"*/:<>?\\|%]/g;
/** Names that Windows keeps for devices, with any extension. */
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

const escaped = (character: string): string =>
  `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;

/** File systems allow 255 bytes; the extension and a number of the user's own need some. */
const maxBytes = 230;
const hashLength = 12;

/** The longest start of the text that has at most this many bytes of UTF-8. */
const startOf = (text: string, bytes: number): string => {
  let start = "";
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    start += character;
  }
  return start;
};

/** The name of the file for a job's log: the id, with an escape for each character that a file system may refuse. */
export const logFileName = (id: string, extension: "log" | "jsonl"): string => {
  const plain = id.replace(unsafe, escaped).replace(/^[.-]/, escaped);
  const safe = device.test(plain) ? `_${plain}` : plain;
  if (Buffer.byteLength(safe) <= maxBytes) return `${safe}.${extension}`;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, hashLength);
  return `${startOf(safe, maxBytes - hashLength - 1)}-${hash}.${extension}`;
};

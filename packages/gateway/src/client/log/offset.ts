/** A gateway writes a log's offsets, the number of bytes before them, with this many digits, so that they sort as text. */
const digits = 16;

/** The offset after this many bytes. */
export const offsetText = (bytes: number): string => String(bytes).padStart(digits, "0");

/** The number of bytes before an offset; undefined for a text that is no offset of a log. */
export const bytesOfOffset = (offset: string): number | undefined => {
  if (!/^[0-9]{1,16}$/.test(offset)) return undefined;
  const bytes = Number(offset);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

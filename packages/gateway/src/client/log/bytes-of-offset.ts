/**
 * The number of bytes before an offset; undefined when the text is not an offset of a log. Fewer than 16 digits are a part of an
 * offset: in a page a response can end within its headers (test "an offset whose end is missing is no offset").
 */
export const bytesOfOffset = (offset: string): number | undefined => {
  if (!/^[0-9]{16}$/.test(offset)) return undefined;
  const bytes = Number(offset);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

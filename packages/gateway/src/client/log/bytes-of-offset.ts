/** The number of bytes before an offset; undefined when the text is not an offset of a log. */
export const bytesOfOffset = (offset: string): number | undefined => {
  if (!/^[0-9]{1,16}$/.test(offset)) return undefined;
  const bytes = Number(offset);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

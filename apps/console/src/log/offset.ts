/** An offset as the gateway writes it: 16 digits, so that offsets sort as text. */
export const toOffset = (bytes: number): string => String(bytes).padStart(16, "0");

/** The number of bytes in an offset; NaN when the text is not an offset. */
export const fromOffset = (offset: string): number => (/^\d{1,16}$/.test(offset) ? Number(offset) : Number.NaN);

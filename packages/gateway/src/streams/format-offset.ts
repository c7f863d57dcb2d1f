const digits = 16;

/** A number of bytes as an offset: with leading zeros, so that offsets sort as text. */
export const formatOffset = (bytes: number): string => String(bytes).padStart(digits, "0");

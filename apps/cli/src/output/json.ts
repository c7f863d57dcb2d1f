// JSON.stringify leaves DEL, C1 and bidi controls as they are; a terminal would obey them, and JSON may escape them.
const unescaped = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** One line of JSON that holds no control character, safe on a terminal and the same data to a parser. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value).replace(unescaped, escaped)}\n`;

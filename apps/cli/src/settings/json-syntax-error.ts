/** The position at which a text stops being JSON, and the kind of mistake. Holds nothing of the text. */
export interface JsonSyntaxError {
  readonly offset: number;
  readonly problem: string;
}

// Sticky, and each reads a character once, so that the time stays linear in the length of the text.
const space = /[ \t\r\n]*/y;
const scalar =
  /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])|(?:true|false|null)(?![0-9A-Za-z])/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids control characters inside a string
const plainText = /[^"\\\u0000-\u001f]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The offset behind the pattern's match at `at`, or `at` without a match. */
const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};

/** The offset behind the string that begins at `at`, or the mistake in it. */
const stringEnd = (text: string, at: number): number | JsonSyntaxError => {
  let end = at + 1;
  for (;;) {
    end = after(plainText, text, end);
    if (text[end] === '"') return end + 1;
    if (end >= text.length) return { offset: at, problem: "a string without a closing quote" };
    if (text[end] !== "\\") return { offset: end, problem: "a control character inside a string" };
    const next = after(escape, text, end);
    if (next === end) return { offset: end, problem: "an escape that JSON does not allow" };
    end = next;
  }
};

/** The part of the grammar that may come next. */
type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end";

/**
 * The first mistake in a text that `JSON.parse` refuses. The engine's own message quotes the text, which may hold secrets, so it
 * must not be printed.
 */
export const findJsonSyntaxError = (text: string): JsonSyntaxError => {
  const open: Array<"{" | "["> = [];
  let expects = "value" as Expected;
  let at = 0;
  for (;;) {
    at = after(space, text, at);
    const unit = text[at];
    const mistake = (problem: string): JsonSyntaxError => ({ offset: Math.min(at, text.length), problem });
    if (unit === undefined) {
      return mistake(
        text.trim() === ""
          ? "it is empty"
          : open.length > 0
            ? `a ${open.at(-1)} without a closing one`
            : "it ends too early",
      );
    }
    const ends = unit === "}" || unit === "]";
    if (expects === "colon") {
      if (unit !== ":") return mistake("a colon is missing after a key");
      expects = "value";
      at += 1;
    } else if (expects === "comma or end" && unit === ",") {
      if (open.length === 0) return mistake("text after the end");
      expects = open.at(-1) === "{" ? "key" : "value";
      at += 1;
    } else if (ends && expects !== "value" && expects !== "key") {
      if (open.pop() !== (unit === "}" ? "{" : "[")) return mistake("brackets that do not match");
      expects = "comma or end";
      at += 1;
    } else if (expects === "comma or end") {
      return mistake(open.length === 0 ? "text after the end" : "a comma or a closing bracket is missing");
    } else if (unit === '"') {
      const end = stringEnd(text, at);
      if (typeof end !== "number") return end;
      at = end;
      expects = expects === "key" || expects === "key or end" ? "colon" : "comma or end";
    } else if (expects === "key" || expects === "key or end") {
      return mistake(ends ? "an extra comma" : "a key in double quotes is missing");
    } else if (unit === "{" || unit === "[") {
      open.push(unit);
      expects = unit === "{" ? "key or end" : "value or end";
      at += 1;
    } else {
      const end = after(scalar, text, at);
      if (end === at)
        return mistake(ends ? "a value is missing" : "a value that JSON does not allow (strings need double quotes)");
      at = end;
      expects = "comma or end";
    }
  }
};

/** Where a text stops being JSON, and the kind of mistake; nothing of the text. */
export interface JsonFault {
  readonly offset: number;
  readonly problem: string;
}

// Sticky, and each passes a character once: the text may be as long as it likes.
const space = /[ \t\r\n]*/y;
const scalar =
  /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])|(?:true|false|null)(?![0-9A-Za-z])/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids them inside a string
const plainText = /[^"\\\u0000-\u001f]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The end of what the pattern matches at a place, or the place itself. */
const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};

/** The end of a string that begins at `at`, or the fault in it. */
const stringEnd = (text: string, at: number): number | JsonFault => {
  let end = at + 1;
  for (;;) {
    end = after(plainText, text, end);
    if (text[end] === '"') return end + 1;
    if (end >= text.length) return { offset: at, problem: "a text without its closing quote" };
    if (text[end] !== "\\") return { offset: end, problem: "a control character within a text" };
    const next = after(escape, text, end);
    if (next === end) return { offset: end, problem: "an escape that JSON does not have" };
    end = next;
  }
};

/** What may come next. */
type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end";

/**
 * The first mistake in a text that `JSON.parse` refuses. The engine's own message is of no use here: it quotes the text, which
 * may hold secrets.
 */
export const jsonFault = (text: string): JsonFault => {
  const open: Array<"{" | "["> = [];
  let expects = "value" as Expected;
  let at = 0;
  for (;;) {
    at = after(space, text, at);
    const unit = text[at];
    const fault = (problem: string): JsonFault => ({ offset: Math.min(at, text.length), problem });
    if (unit === undefined) {
      return fault(
        text.trim() === "" ? "it is empty" : open.length > 0 ? `a ${open.at(-1)} without its end` : "it ends too early",
      );
    }
    const ends = unit === "}" || unit === "]";
    if (expects === "colon") {
      if (unit !== ":") return fault("a colon is missing after a key");
      expects = "value";
      at += 1;
    } else if (expects === "comma or end" && unit === ",") {
      if (open.length === 0) return fault("something after the end");
      expects = open.at(-1) === "{" ? "key" : "value";
      at += 1;
    } else if (ends && expects !== "value" && expects !== "key") {
      if (open.pop() !== (unit === "}" ? "{" : "[")) return fault("brackets that do not match");
      expects = "comma or end";
      at += 1;
    } else if (expects === "comma or end") {
      return fault(open.length === 0 ? "something after the end" : "a comma or an end is missing");
    } else if (unit === '"') {
      const end = stringEnd(text, at);
      if (typeof end !== "number") return end;
      at = end;
      expects = expects === "key" || expects === "key or end" ? "colon" : "comma or end";
    } else if (expects === "key" || expects === "key or end") {
      return fault(ends ? "a comma too many" : "a key in double quotes is missing");
    } else if (unit === "{" || unit === "[") {
      open.push(unit);
      expects = unit === "{" ? "key or end" : "value or end";
      at += 1;
    } else {
      const end = after(scalar, text, at);
      if (end === at)
        return fault(ends ? "a value is missing" : "a value that JSON does not have (texts need double quotes)");
      at = end;
      expects = "comma or end";
    }
  }
};

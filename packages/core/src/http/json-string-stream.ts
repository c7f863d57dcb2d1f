/** What the decoder throws: the bytes are not a JSON object with that string. */
export class JsonStringError extends Error {
  /** The text near the fault, or the first of it. */
  readonly near: string;
  constructor(problem: string, near: string) {
    super(problem);
    this.name = "JsonStringError";
    this.near = near;
  }
}

/** Reads one string, a JSON object's member or alone, as its bytes arrive. */
export interface JsonStringStream {
  /** The characters of the string that became known; throws {@link JsonStringError}. Never ends between two surrogates. */
  readonly push: (bytes: Uint8Array) => string;
  /** To be called when the body ended: throws {@link JsonStringError} unless all was whole and the string was there. */
  readonly end: () => string;
}

type State =
  | "start"
  | "key-or-end"
  | "key"
  | "in-key"
  | "colon"
  | "value"
  | "in-target"
  | "in-string"
  | "in-scalar"
  | "in-nested"
  | "comma-or-end"
  | "done";

const plain: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Keys and skipped scalars longer than this are no answer of any server known. */
const longest = 1024;
const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
// oxlint-disable-next-line no-control-regex -- JSON forbids them inside a string
const special = /["\\\u0000-\u001f]/g;

/**
 * A decoder of the string member `key` of a JSON object that comes in byte pieces, such as the log in Ray's `{"logs": "…"}`,
 * which is one JSON string of any length. Memory is bounded by a piece: nothing but the current one is kept. Other members
 * are skipped; of nested ones only the brackets are counted. A second member with the same key is refused. Without a key the
 * JSON is the string itself.
 */
export const makeJsonStringStream = (key?: string): JsonStringStream => {
  // Fatal, because JSON is UTF-8 by definition and a replaced byte would be a silent change of the log.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let state: State = "start";
  let found = false;
  let currentKey = "";
  let token = "";
  let nesting: Array<"{" | "["> = [];
  let inNestedString = false;
  /** The part of an escape that came so far, beginning with its backslash; empty outside of one. */
  let escape = "";
  /** A high surrogate whose other half may follow. */
  let high = "";

  const fault = (problem: string, text: string, at: number): JsonStringError =>
    new JsonStringError(problem, `${at > 20 ? "…" : ""}${text.slice(Math.max(0, at - 20), at + 256)}`);

  /** Takes the text of the string from `at` on; gives the place after what was taken and hands the characters over. */
  const readString = (
    text: string,
    from: number,
    take: (characters: string) => void,
  ): { at: number; ended: boolean } => {
    let at = from;
    while (at < text.length) {
      if (escape !== "") {
        escape += text[at];
        at += 1;
        if (escape.length === 2) {
          if (escape[1] === "u") continue;
          const character = plain[escape[1] ?? ""];
          if (character === undefined) throw fault("an unknown escape", text, at);
          take(character);
          escape = "";
        } else if (!/[0-9a-fA-F]/.test(escape[escape.length - 1] ?? "")) {
          throw fault("an escape that is not four hex digits", text, at);
        } else if (escape.length === 6) {
          take(String.fromCharCode(Number.parseInt(escape.slice(2), 16)));
          escape = "";
        }
        continue;
      }
      special.lastIndex = at;
      const next = special.exec(text);
      const stop = next === null ? text.length : next.index;
      if (stop > at) take(text.slice(at, stop));
      at = stop;
      if (next === null) break;
      at += 1;
      if (next[0] === '"') return { at, ended: true };
      if (next[0] !== "\\") throw fault("a control character inside a string", text, at);
      escape = "\\";
    }
    return { at, ended: false };
  };

  const consume = (text: string): string => {
    let out = "";
    let at = 0;
    while (at < text.length) {
      const character = text[at] ?? "";
      switch (state) {
        case "in-target": {
          const { at: next, ended } = readString(text, at, (characters) => {
            out += characters;
          });
          at = next;
          if (ended) state = key === undefined ? "done" : "comma-or-end";
          continue;
        }
        case "in-string":
        case "in-key": {
          const isKey = state === "in-key";
          const { at: next, ended } = readString(text, at, (characters) => {
            if (isKey) currentKey += characters;
            if (currentKey.length > longest) throw fault("a key without end", text, at);
          });
          at = next;
          if (ended) state = isKey ? "colon" : "comma-or-end";
          continue;
        }
        case "in-nested": {
          if (inNestedString) {
            const { at: next, ended } = readString(text, at, () => undefined);
            at = next;
            if (ended) inNestedString = false;
            continue;
          }
          at += 1;
          if (character === '"') inNestedString = true;
          else if (character === "{" || character === "[") nesting.push(character);
          else if (character === "}" || character === "]") {
            if (nesting.pop() !== (character === "}" ? "{" : "[")) throw fault("brackets that do not match", text, at);
            if (nesting.length === 0) state = "comma-or-end";
          }
          if (nesting.length > longest) throw fault("brackets without end", text, at);
          continue;
        }
        case "in-scalar":
          if (!/[\s,}]/.test(character)) {
            token += character;
            at += 1;
            if (token.length > longest) throw fault("a number without end", text, at);
            continue;
          }
          if (!scalar.test(token)) throw fault("a word that is no JSON", text, at);
          state = "comma-or-end";
          continue;
        default:
          break;
      }
      at += 1;
      if (character === " " || character === "\n" || character === "\r" || character === "\t") continue;
      switch (state) {
        case "start":
          if (key === undefined) {
            if (character !== '"') throw fault("not a JSON string", text, at - 1);
            found = true;
            state = "in-target";
            break;
          }
          if (character !== "{") throw fault("not a JSON object", text, at - 1);
          state = "key-or-end";
          break;
        case "key-or-end":
        case "key":
          if (character === "}" && state === "key-or-end") state = "done";
          else if (character === '"') {
            currentKey = "";
            state = "in-key";
          } else throw fault("a key was expected", text, at);
          break;
        case "colon":
          if (character !== ":") throw fault("a colon was expected", text, at);
          state = "value";
          break;
        case "value":
          if (currentKey === key) {
            if (character !== '"') throw fault(`"${key}" is not a string`, text, at);
            if (found) throw fault(`"${key}" stands there twice`, text, at);
            found = true;
            state = "in-target";
          } else if (character === '"') state = "in-string";
          else if (character === "{" || character === "[") {
            nesting = [character];
            state = "in-nested";
          } else {
            token = character;
            state = "in-scalar";
          }
          break;
        case "comma-or-end":
          if (character === ",") state = "key";
          else if (character === "}") state = "done";
          else throw fault("a comma or the end was expected", text, at);
          break;
        default:
          throw fault("something after the end", text, at);
      }
    }
    return out;
  };

  /** Keeps a high surrogate at the end back until what follows is known. */
  const whole = (text: string): string => {
    const joined = high + text;
    high = "";
    const last = joined.charCodeAt(joined.length - 1);
    if (state !== "in-target" || !(last >= 0xd800 && last <= 0xdbff)) return joined;
    high = joined.slice(-1);
    return joined.slice(0, -1);
  };

  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw new JsonStringError("bytes that are not UTF-8", "");
    }
  };

  return {
    push: (bytes) => whole(consume(decode(bytes))),
    end: () => {
      const out = whole(consume(decode()));
      if (state !== "done") throw new JsonStringError("the answer ends before its end", "");
      if (!found) throw new JsonStringError(`the answer has no "${key}"`, "");
      return out;
    },
  };
};

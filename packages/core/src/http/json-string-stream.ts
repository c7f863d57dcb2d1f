/** The decoder throws this when the bytes are not a JSON object with the expected string. */
export class JsonStringError extends Error {
  /** The text near the problem, or the start of the text. */
  readonly near: string;
  constructor(problem: string, near: string) {
    super(problem);
    this.name = "JsonStringError";
    this.near = near;
  }
}

/** Decodes one string, a member of a JSON object or the whole JSON, as its bytes arrive. */
export interface JsonStringStream {
  /** The newly decoded characters; throws {@link JsonStringError}. Never splits a surrogate pair. */
  readonly push: (bytes: Uint8Array) => string;
  /** Call it at the end of the body: throws {@link JsonStringError} unless the JSON is complete and has the string. */
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

/** No known server sends longer keys, longer skipped scalars or deeper nesting. */
const maxLength = 1024;
const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
// oxlint-disable-next-line no-control-regex -- JSON forbids them inside a string
const special = /["\\\u0000-\u001f]/g;

/**
 * A decoder of the string member `key` of a JSON object that arrives in byte pieces, such as the log in Ray's `{"logs": "…"}`,
 * which is one JSON string of any length. It keeps only the current piece in memory. It skips other members, and counts only
 * the brackets of nested ones. A second member with the same key is an error. Without a key the JSON is the string itself.
 */
export const makeJsonStringStream = (key?: string): JsonStringStream => {
  // Fatal, because JSON is UTF-8 by definition and a replacement character would change the log silently.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let state: State = "start";
  let found = false;
  let currentKey = "";
  let token = "";
  let nesting: Array<"{" | "["> = [];
  let inNestedString = false;
  /** The part of an escape received so far, with its backslash; empty outside of one. */
  let escape = "";
  /** A high surrogate whose low half may follow. */
  let high = "";

  const fault = (problem: string, text: string, at: number): JsonStringError =>
    new JsonStringError(problem, `${at > 20 ? "…" : ""}${text.slice(Math.max(0, at - 20), at + 256)}`);

  /** Reads the string's text from position `from`, passes the characters to `take` and returns the position after them. */
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
          if (character === undefined) throw fault("an invalid escape", text, at);
          take(character);
          escape = "";
        } else if (!/[0-9a-fA-F]/.test(escape[escape.length - 1] ?? "")) {
          throw fault("a \\u escape without four hex digits", text, at);
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
            if (currentKey.length > maxLength) throw fault("a key that is too long", text, at);
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
            if (nesting.pop() !== (character === "}" ? "{" : "[")) throw fault("mismatched brackets", text, at);
            if (nesting.length === 0) state = "comma-or-end";
          }
          if (nesting.length > maxLength) throw fault("brackets nested too deeply", text, at);
          continue;
        }
        case "in-scalar":
          if (!/[\s,}]/.test(character)) {
            token += character;
            at += 1;
            if (token.length > maxLength) throw fault("a value that is too long", text, at);
            continue;
          }
          if (!scalar.test(token)) throw fault("a word that is not JSON", text, at);
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
          } else throw fault("no key where one was expected", text, at);
          break;
        case "colon":
          if (character !== ":") throw fault("no colon where one was expected", text, at);
          state = "value";
          break;
        case "value":
          if (currentKey === key) {
            if (character !== '"') throw fault(`"${key}" is not a string`, text, at);
            if (found) throw fault(`"${key}" appears twice`, text, at);
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
          else throw fault("no comma or end where one was expected", text, at);
          break;
        default:
          throw fault("text after the end", text, at);
      }
    }
    return out;
  };

  /** Holds a high surrogate at the end back until the next character is known. */
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
      if (state !== "done") throw new JsonStringError("the response is incomplete", "");
      if (!found) throw new JsonStringError(`the response has no "${key}"`, "");
      return out;
    },
  };
};

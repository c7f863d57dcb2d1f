import { jsonText } from "../adapter-parts/json-text.ts";

const mark = "<hidden>";
/** How many texts inside of texts to open; deeper ones about env_vars are hidden as a whole. */
const maxTexts = 4;

const hideValues = (value: unknown): unknown => {
  if (value === null || value === undefined) return value;
  if (typeof value !== "object" || Array.isArray(value)) return mark;
  return Object.fromEntries(Object.keys(value).map((name) => [name, mark]));
};

/** Ray's state API shows a runtime_env as JSON in a text. A text about env_vars that is not JSON is hidden as a whole. */
const hideInText = (text: string, name: string, texts: number): string => {
  if (!text.includes("env_vars")) return text;
  if (texts === maxTexts) return mark;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return jsonText(hide(parsed, texts + 1));
  } catch {
    // It is another kind of text.
  }
  return /runtime_?env/i.test(name) ? mark : text;
};

/** A value that is not copied yet, and where its copy goes. */
interface Work {
  readonly value: unknown;
  /** The name of the closest field around it. */
  readonly name: string;
  readonly put: (copy: unknown) => void;
}

/** A copy with hidden values. It keeps its own stack, because a server may nest without end. */
const hide = (root: unknown, texts: number): unknown => {
  let result: unknown;
  const work: Array<Work> = [
    {
      value: root,
      name: "",
      put: (copy) => {
        result = copy;
      },
    },
  ];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { value, name, put } = next;
    if (name === "env_vars" || name === "envVars") put(hideValues(value));
    else if (typeof value === "string") put(hideInText(value, name, texts));
    else if (Array.isArray(value)) {
      const copy = Array.from<unknown>({ length: value.length });
      put(copy);
      for (const [at, entry] of value.entries()) work.push({ value: entry, name, put: (one) => void (copy[at] = one) });
    } else if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value);
      // Every field exists before its value does, so that the order stays and `__proto__` is a field like any other.
      const copy = Object.fromEntries(entries.map(([key]) => [key, undefined as unknown]));
      put(copy);
      for (const [key, entry] of entries) {
        const set = (one: unknown): void =>
          void Object.defineProperty(copy, key, { value: one, writable: true, enumerable: true, configurable: true });
        work.push({ value: entry, name: key, put: set });
      }
    } else put(value);
  }
  return result;
};

/**
 * The value with `<hidden>` in place of every value of `env_vars`, wherever Ray shows a runtime environment: in a job, in a task or as
 * JSON in a text. Names of variables stay.
 *
 * @example
 * ```ts
 * import { hideEnvVars, ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * for (const job of await cluster.jobs.list({ limit: 10 })) console.log(hideEnvVars(job));
 * await cluster.close();
 * ```
 */
export const hideEnvVars = <A>(value: A): A => hide(value, 0) as A;

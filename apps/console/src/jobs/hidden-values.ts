import { looksSecret } from "./secret-name.ts";

/** A value of a job's settings as a line of a list. */
export interface SettingLine {
  /** The names on the way to the value: `env_vars.HF_TOKEN`. */
  readonly path: string;
  readonly value: string;
  /** The value is hidden until somebody asks for it. */
  readonly secret: boolean;
  /** The gateway keeps the value to itself, so that nobody can ask for it. */
  readonly withheld: boolean;
}

/** What the gateway sends in place of the values of env_vars. */
const withheldMark = "<hidden>";

const mostLines = 2000;

/**
 * The values of nested settings, one line each. Every value of `env_vars` is hidden, and everything else that looks like a secret: a
 * page is seen by others more often than a terminal.
 */
export const settingLines = (settings: unknown): ReadonlyArray<SettingLine> => {
  const lines: Array<SettingLine> = [];
  const add = (path: ReadonlyArray<string>, value: unknown, secret: boolean): void => {
    if (lines.length >= mostLines) return;
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value);
      if (entries.length > 0) {
        for (const [name, inner] of entries) {
          add([...path, name], inner, secret || path.at(-1) === "env_vars" || looksSecret(name, inner));
        }
        return;
      }
    }
    const text = typeof value === "string" ? value : JSON.stringify(value);
    lines.push({ path: path.join("."), value: text ?? "", secret, withheld: secret && text === withheldMark });
  };
  add([], settings, false);
  return lines;
};

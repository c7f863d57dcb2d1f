import { NotConform } from "./checks.ts";
import { secretSpellings } from "./secret-spellings.ts";

/** Looks for a secret in everything that a value reveals about itself. */
export interface SecretGuard {
  /** Fails when the value reveals the secret, in any spelling: as text, as JSON, in a stack, in a cause, or in any own property. */
  readonly clean: (value: unknown) => void;
  /** Where the value reveals the secret; undefined when it does not. */
  readonly find: (value: unknown) => string | undefined;
}

/** Makes a guard for some secrets. */
export const createGuard = (...secrets: ReadonlyArray<string>): SecretGuard => {
  const spellings = secrets.flatMap(secretSpellings);
  const find = (value: unknown): string | undefined => {
    const shown = new Set<unknown>();
    const look = (part: unknown, where: string, depth: number): string | undefined => {
      if (typeof part === "string") {
        const spelled = spellings.find((spelling) => part.includes(spelling));
        return spelled === undefined
          ? undefined
          : `the secret appears in ${where} (as ${spelled}): ${part.slice(0, 300)}`;
      }
      if (typeof part !== "object" || part === null || depth > 8 || shown.has(part)) return undefined;
      shown.add(part);
      if (part instanceof Error) {
        const told = look(`${String(part)}\n${part.message}\n${part.stack ?? ""}`, `${where} as text`, depth + 1);
        if (told !== undefined) return told;
      }
      const json = look(jsonOf(part), `${where} as JSON`, depth + 1);
      if (json !== undefined) return json;
      for (const name of Reflect.ownKeys(part)) {
        const found = look((part as Record<PropertyKey, unknown>)[name], `${where}.${String(name)}`, depth + 1);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return look(value, "the value", 0);
  };
  return {
    find,
    clean: (value) => {
      const found = find(value);
      if (found !== undefined) throw new NotConform(found);
    },
  };
};

/** A cause may hold values that JSON cannot. */
const jsonOf = (value: object): string => {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
};

import { NotConform } from "./checks.ts";

/** Looks for a secret in everything that a value shows of itself. */
export interface SecretGuard {
  /** Fails when the secret shows: as text, as JSON, in a stack, in a cause, or in any own property. */
  readonly clean: (value: unknown) => void;
}

/** Makes a guard for one secret. */
export const createGuard = (secret: string): SecretGuard => ({
  clean: (value) => {
    const shown = new Set<unknown>();
    const look = (part: unknown, where: string, depth: number): void => {
      if (typeof part === "string") {
        if (part.includes(secret)) throw new NotConform(`the secret shows in ${where}: ${part.slice(0, 300)}`);
        return;
      }
      if (typeof part !== "object" || part === null || depth > 6 || shown.has(part)) return;
      shown.add(part);
      if (part instanceof Error) look(`${part.message}\n${part.stack ?? ""}`, `${where} as text`, depth + 1);
      look(JSON.stringify(part) ?? "", `${where} as JSON`, depth + 1);
      for (const name of Object.getOwnPropertyNames(part)) {
        look((part as Readonly<Record<string, unknown>>)[name], `${where}.${name}`, depth + 1);
      }
    };
    look(value, "the value", 0);
  },
});

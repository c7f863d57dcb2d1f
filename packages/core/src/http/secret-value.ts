import * as Redacted from "effect/Redacted";
import { InvalidRequest } from "../errors.ts";
import type { RedactedText, Secret, SecretText } from "./secret-text.ts";

/** True for a secret that is not plain text. */
export const isHiddenSecret = (value: unknown): value is SecretText | RedactedText =>
  Redacted.isRedacted(value) || typeof (value as Partial<SecretText> | null | undefined)?.reveal === "function";

/** The text of a secret. Throws `InvalidRequest` (reason `local`) for a `Redacted` of another copy of Effect, which only that opens. */
export const secretValue = (secret: Secret): string => {
  if (!Redacted.isRedacted(secret))
    return isHiddenSecret(secret) ? (secret as SecretText).reveal() : (secret as string);
  try {
    return Redacted.value(secret) as string;
  } catch (cause) {
    throw new InvalidRequest({
      message:
        "a Redacted of Effect opens only in the copy of Effect that made it, and this client has its own. Pass the text or a function such as () => Redacted.value(token), or use the client of jobwire/effect",
      reason: "local",
      cause,
    });
  }
};

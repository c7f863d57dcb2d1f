import { parseJson } from "./parse-document.ts";
import { UsageError } from "./parse-option.ts";

/** A JSON object by its keys. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Makes the parser of a flag that takes a JSON object. It throws a {@link UsageError} with the position of a mistake and nothing of the
 * text, which may hold secrets.
 */
export const jsonObject =
  (flag: string, example: string) =>
  (text: string): JsonObject => {
    const parsed = parseJson(text);
    if ("problem" in parsed) {
      throw new UsageError(`${flag} is not JSON: ${parsed.problem}. Pass a JSON object, such as ${example}.`);
    }
    const { value } = parsed;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new UsageError(`${flag} is not a JSON object. Pass an object, such as ${example}.`);
    }
    return value as JsonObject;
  };

const valuesOf =
  <A>(kind: string, isValid: (value: unknown) => value is A) =>
  (flag: string, example: string) => {
    const parse = jsonObject(flag, example);
    return (text: string): Readonly<Record<string, A>> => {
      const object = parse(text);
      const wrong = Object.entries(object).find(([, value]) => !isValid(value));
      if (wrong !== undefined) {
        throw new UsageError(`${flag}: the value of ${JSON.stringify(wrong[0])} is not ${kind}. Pass ${example}.`);
      }
      return object as Readonly<Record<string, A>>;
    };
  };

/** Makes the parser of a flag that takes a JSON object of numbers. */
export const jsonNumbers: (flag: string, example: string) => (text: string) => Readonly<Record<string, number>> =
  valuesOf("a number", (value): value is number => typeof value === "number");

/** Makes the parser of a flag that takes a JSON object of strings. */
export const jsonStrings: (flag: string, example: string) => (text: string) => Readonly<Record<string, string>> =
  valuesOf("a string", (value): value is string => typeof value === "string");

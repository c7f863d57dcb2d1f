import type { SecretGuard } from "../case/secret-guard.ts";

/** The searched values, and the secrets that they revealed. */
export interface Watch {
  readonly guard: SecretGuard;
  readonly leaks: Array<string>;
}

const note = ({ guard, leaks }: Watch, value: unknown): void => {
  const found = guard.find(value);
  if (found !== undefined) leaks.push(found);
};

/** The options with callbacks whose arguments are searched before their owner gets them. */
const watchedOptions = (argument: unknown, watch: Watch): unknown => {
  if (typeof argument !== "object" || argument === null) return argument;
  const heard = Object.entries(argument).filter(
    ([name, value]) => /^on(?:Status|Retry)$/.test(name) && typeof value === "function",
  );
  if (heard.length === 0) return argument;
  const wrapped = heard.map(([name, value]) => [
    name,
    (...told: ReadonlyArray<unknown>) => {
      for (const one of told) note(watch, one);
      (value as (...all: ReadonlyArray<unknown>) => void)(...told);
    },
  ]);
  return { ...argument, ...Object.fromEntries(wrapped) };
};

const watchedIterable = (iterable: object, watch: Watch): object => ({
  ...watchedMembers(iterable, watch),
  [Symbol.asyncIterator]: () => {
    const iterator = (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    const next = iterator.next.bind(iterator);
    iterator.next = (...args) => {
      const result = next(...args);
      result.then(undefined, (error: unknown) => note(watch, error));
      return result;
    };
    return iterator;
  },
});

const watchedResult = (result: unknown, watch: Watch): unknown => {
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => watchedResult(value, watch),
      (error: unknown) => {
        note(watch, error);
        throw error;
      },
    );
  }
  if (typeof result !== "object" || result === null || result instanceof ReadableStream) return result;
  if (Symbol.asyncIterator in result) return watchedIterable(result, watch);
  // A handle, or a tail in batches; data has no functions.
  return Object.values(result).some((value) => typeof value === "function") ? watchedMembers(result, watch) : result;
};

const watchedMembers = (target: object, watch: Watch): object =>
  Object.fromEntries(
    Reflect.ownKeys(target).map((name) => {
      const value = (target as Record<PropertyKey, unknown>)[name];
      if (typeof value === "object" && value !== null && !(value instanceof Date))
        return [name, watchedMembers(value, watch)];
      if (typeof value !== "function") return [name, value];
      return [
        name,
        (...args: ReadonlyArray<unknown>) =>
          watchedResult(
            (value as (...all: ReadonlyArray<unknown>) => unknown)(
              ...args.map((argument) => watchedOptions(argument, watch)),
            ),
            watch,
          ),
      ];
    }),
  );

/** The client, with every error, status and retry searched for its secrets before the case sees it. */
export const watchedClient = <Client extends object>(client: Client, watch: Watch): Client =>
  watchedMembers(client, watch) as Client;

/** The secrets in a client's options. Texts, and secrets behind functions, are up to the cases that have them. */
export const secretsIn = (options: object): ReadonlyArray<string> => {
  const named = Object.entries(options as Record<string, unknown>).flatMap(([name, value]): ReadonlyArray<string> => {
    if (name === "headers") return Object.values(value as Record<string, string>);
    if (name === "backend" || name === "options" || name === "snowflake") return secretsIn(value as object);
    return /token|tenant/i.test(name) && typeof value === "string" && name !== "tokenHeader" ? [value] : [];
  });
  return named.filter((value) => value.length >= 8);
};

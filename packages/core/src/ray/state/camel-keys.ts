type Camel<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Key;

/** The object type with its keys (not those of its values) in camelCase. */
export type CamelKeys<Wire> = { readonly [Key in keyof Wire as Camel<Key>]: Wire[Key] };

/** Turns `num_restarts` into `numRestarts`. */
const camelKey = (key: string): string => key.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());

/** Renames the keys of one row; its values stay as Ray sent them. */
export const camelKeys = <Wire extends object>(wire: Wire): CamelKeys<Wire> =>
  Object.fromEntries(Object.entries(wire).map(([key, value]) => [camelKey(key), value])) as CamelKeys<Wire>;

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's value without surrounding white space; an empty one counts as not set. */
export const valueOf = (env: Environment, name: string): string | undefined => {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
};

/** What a job needs to find programs, its home, its language and its time. Everything else may be a secret of the server's user. */
const kept = /^(?:PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR)$/;

/** The environment of a job: a few variables of the server's own, and those that were asked for. */
export const jobEnvironment = (
  own: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> => {
  const inherited = Object.entries(own).flatMap(([name, value]) =>
    value !== undefined && kept.test(name) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(inherited), ...added };
};

/** The variables a job needs for programs, home, language and time zone. Everything else may be a secret of the server's user. */
const kept = /^(?:PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR)$/;

/** The environment of a job: a few of the server's own variables, and the requested ones. */
export const jobEnvironment = (
  own: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> => {
  const inherited = Object.entries(own).flatMap(([name, value]) =>
    value !== undefined && kept.test(name) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(inherited), ...added };
};

const words =
  /secret|token|passw|passphrase|credential|authorization|auth|apikey|api[_-]?key|private|cookie|session|dsn|signature|access[_-]?key|(?:^|[_-])(?:key|pat|pwd|sas)(?:$|[_-])/i;
// A user and a password in a URL, or the beginning of a token that its maker marked.
const marked =
  /:\/\/[^\s/:@]{1,200}:[^\s/@]{1,200}@|\b(?:gh[pousr]_|github_pat_|sk-|xox[abprs]-|AKIA|ASIA|eyJ|glpat-|hf_|ya29\.)/;

/** Whether a value of this name looks like a secret. */
export const looksSecret = (name: string, value: unknown): boolean =>
  words.test(name.slice(0, 200)) || (typeof value === "string" && marked.test(value.slice(0, 4000)));

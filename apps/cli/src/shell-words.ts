// Words that need no quotes in /bin/sh, as in Python's shlex.quote. The quoting libraries on npm escape `:` and `=` too, which
// makes an entrypoint such as `python a.py --lr=0.1` hard to read on the dashboard.
const plain = /^[\w@%+=:,./-]+$/;

const quoted = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`);

/** One command line that /bin/sh splits into exactly these words. */
export const shellWords = (words: ReadonlyArray<string>): string => words.map(quoted).join(" ");

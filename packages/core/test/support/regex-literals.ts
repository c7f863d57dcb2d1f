/** The index after a quoted text that begins at `at`. */
const afterQuoted = (code: string, at: number): number => {
  const quote = code[at];
  let end = at + 1;
  while (end < code.length && code[end] !== quote) end += code[end] === "\\" ? 2 : 1;
  return end + 1;
};

/** The index after a regular expression's last slash. */
const afterPattern = (code: string, at: number): number => {
  let inClass = false;
  let end = at + 1;
  for (; end < code.length && (inClass || code[end] !== "/"); end++) {
    if (code[end] === "\\") end += 1;
    else if (code[end] === "[") inClass = true;
    else if (code[end] === "]") inClass = false;
  }
  return end + 1;
};

/** After these a slash begins a regular expression, after anything else it divides. */
const before = /(?:^|[([{,;=:!&|?>+]|\breturn)$/;

/** The regular expression literals of a TypeScript source, in their source form. */
export const regexLiterals = (code: string): ReadonlyArray<string> => {
  const found: Array<string> = [];
  /** The depth of braces at which each template continues. */
  const templates: Array<number> = [];
  let depth = 0;
  let last = "";
  const template = (from: number): number => {
    let at = from;
    for (; at < code.length && code[at] !== "`"; at++) {
      if (code[at] === "\\") at += 1;
      else if (code[at] === "$" && code[at + 1] === "{") {
        templates.push(depth);
        depth += 1;
        last = "{";
        return at + 2;
      }
    }
    last = "`";
    return at + 1;
  };
  for (let at = 0; at < code.length; ) {
    const unit = code[at] ?? "";
    if (code.startsWith("//", at)) at = (code.indexOf("\n", at) + 1 || code.length + 1) - 1;
    else if (code.startsWith("/*", at)) at = code.indexOf("*/", at) + 2;
    else if (unit === '"' || unit === "'") {
      at = afterQuoted(code, at);
      last = '"';
    } else if (unit === "`") at = template(at + 1);
    else if (unit === "}" && templates.at(-1) === depth - 1) {
      templates.pop();
      depth -= 1;
      at = template(at + 1);
    } else if (unit === "/" && before.test(last)) {
      const end = afterPattern(code, at);
      const flags = /^[a-z]*/.exec(code.slice(end, end + 10))?.[0] ?? "";
      found.push(code.slice(at, end) + flags);
      at = end + flags.length;
      last = "/";
    } else {
      if (unit === "{") depth += 1;
      if (unit === "}") depth -= 1;
      if (!/\s/.test(unit)) last = (last + unit).slice(-8);
      at += 1;
    }
  }
  return found;
};

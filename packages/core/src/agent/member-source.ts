/** The index after the string that begins at `start`. */
const stringEnd = (json: string, start: number): number => {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== 34) at += json.charCodeAt(at) === 92 ? 2 : 1;
  return at + 1;
};

/**
 * The source text of a member of a JSON object; the last one for a repeated key. Numbers keep their digits and objects their
 * spaces, which parsing and printing would lose. The text must be an object that JSON.parse accepts.
 */
export const memberSource = (json: string, key: string): string | undefined => {
  let found: string | undefined;
  let depth = 0;
  let name: unknown;
  let expectsKey = false;
  let valueStart = -1;
  const finish = (end: number): void => {
    if (valueStart !== -1) found = json.slice(valueStart, end).trim();
    valueStart = -1;
  };
  for (let at = 0; at < json.length; at++) {
    const unit = json[at];
    if (unit === '"') {
      const end = stringEnd(json, at);
      if (depth === 1 && expectsKey) name = JSON.parse(json.slice(at, end));
      at = end - 1;
    } else if (unit === "{" || unit === "[") {
      depth++;
      if (depth === 1) expectsKey = true;
    } else if (unit === "}" || unit === "]") {
      depth--;
      if (depth === 0) finish(at);
    } else if (depth === 1 && unit === ":") {
      expectsKey = false;
      if (name === key) valueStart = at + 1;
    } else if (depth === 1 && unit === ",") {
      finish(at);
      expectsKey = true;
    }
  }
  return found;
};

const VALUE = "[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?";
const SELECTOR = new RegExp(`^!?(?:in)?\\(${VALUE}(?:, ?${VALUE})*\\)$|^!?${VALUE}$`);

/** Ray's error about the first value that is not a label selector, if any. */
export function labelSelectorProblem(selector: Readonly<Record<string, string>>): string | undefined {
  const wrong = Object.values(selector).find((value) => value !== "" && !SELECTOR.test(value));
  if (wrong === undefined) return undefined;
  return (
    `Invalid label selector value \`${wrong}\`. The label selector value should contain optional operators and a label value. ` +
    "Supported operators are: ! and {'in'}. Value must be 63 chars or less beginning and ending with an alphanumeric character " +
    "([a-z0-9A-Z]) with dashes (-), underscores (_),dots (.), and alphanumerics between."
  );
}

/** Whether a node with these labels matches the selector: `a`, `!a`, `in(a, b)`, `!in(a, b)`. */
export function labelsMatch(
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => {
    const negated = value.startsWith("!");
    const wanted = value
      .replace(/^!/, "")
      .replace(/^(?:in)?\((.*)\)$/, "$1")
      .split(/, ?/);
    const label = labels[key];
    return negated !== (label !== undefined && wanted.includes(label));
  });
}

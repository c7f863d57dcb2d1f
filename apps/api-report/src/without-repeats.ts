/** The name that a declaration of a report declares or exports; undefined for imports. */
const nameOf = (block: string): string | undefined =>
  /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|function|enum|namespace) (\w+)/.exec(
    block,
  )?.[1];

/**
 * The declarations of one entry point without those that an earlier one of the package already shows in the same words. A last
 * line names them, so that one change of a shared type is one change of the text.
 */
export const withoutRepeats = (declarations: string, shown: ReadonlyMap<string, string>): string => {
  const repeated = new Map<string, Array<string>>();
  const kept = declarations.split("\n\n").filter((block) => {
    const name = nameOf(block);
    const where = name === undefined ? undefined : shown.get(block);
    if (name === undefined || where === undefined) return true;
    const prefix = block.startsWith("export ") ? "" : "(not exported) ";
    repeated.set(where, [...(repeated.get(where) ?? []), `${prefix}${name}`]);
    return false;
  });
  const lines = Array.from(repeated, ([where, names]) =>
    [`// The same as in ${where}:`, ...names.map((name) => `//   ${name}`)].join("\n"),
  );
  return [...kept, ...lines].join("\n\n");
};

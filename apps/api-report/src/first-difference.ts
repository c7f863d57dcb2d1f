/** The first lines in which two texts differ, as `- before` and `+ now`. */
export const firstDifference = (before: string, now: string): string => {
  const [old, young] = [before.split("\n"), now.split("\n")];
  const at = old.findIndex((line, index) => line !== young[index]);
  const line = at === -1 ? old.length : at;
  return [`  line ${line + 1}`, `  - ${old[line] ?? "(end of file)"}`, `  + ${young[line] ?? "(end of file)"}`].join(
    "\n",
  );
};

const numbers = (version: string): ReadonlyArray<number> | undefined => {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version.trim());
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
};

/**
 * True when a version of Ray (`2.44.1`, `3.0.0.dev0`) is at least another (`2.45`). An unreadable version counts as new, since
 * only old versions need special handling.
 */
export const atLeast = (rayVersion: string, wanted: string): boolean => {
  const have = numbers(rayVersion);
  const want = numbers(wanted);
  if (have === undefined || want === undefined) return true;
  for (const [index, part] of want.entries()) {
    const mine = have[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
};

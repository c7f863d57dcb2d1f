/** Lines that Ray itself writes to a worker's log: the name of the task or actor whose lines follow, and the worker's job. */
const nameMarkers: ReadonlyArray<string> = [":task_name:", ":actor_name:"];
const jobMarker = ":job_id:";

/** Consecutive lines that one task or actor wrote. */
export interface NamedLines {
  readonly name: string | null;
  readonly lines: ReadonlyArray<string>;
}

/**
 * Takes Ray's own lines out of the lines of one worker, as Ray's driver does, and returns the others by the name before them. Call it
 * with each batch in turn.
 */
export const nameLines = (): ((lines: ReadonlyArray<string>) => ReadonlyArray<NamedLines>) => {
  let name: string | null = null;
  return (lines) => {
    const named: Array<NamedLines> = [];
    let begin = 0;
    const cut = (end: number): void => {
      if (end > begin)
        named.push({ name, lines: begin === 0 && end === lines.length ? lines : lines.slice(begin, end) });
    };
    for (const [at, line] of lines.entries()) {
      if (!line.startsWith(":")) continue;
      const marker = nameMarkers.find((one) => line.startsWith(one));
      if (marker === undefined && !line.startsWith(jobMarker)) continue;
      cut(at);
      begin = at + 1;
      if (marker !== undefined) name = line.slice(marker.length);
    }
    cut(lines.length);
    return named;
  };
};

/**
 * The time that this thread worked, in milliseconds: on a busy machine a thread often waits for its turn. Bun and Deno have only the
 * time that passed.
 */
const workedMs: () => number =
  typeof process !== "undefined" && typeof process.threadCpuUsage === "function"
    ? () => {
        const { user, system } = process.threadCpuUsage();
        return (user + system) / 1_000;
      }
    : () => performance.now();

/** The shortest of some runs, in milliseconds: other work of the machine only adds. */
const least = (runs: number, work: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs && best > 0.05; run++) {
    const began = workedMs();
    work();
    best = Math.min(best, workedMs() - began);
  }
  return best;
};

/** A shorter time, in milliseconds, shows no growth. */
const tellingMs = 8;

/** How often growth must show in a row. On Bun and Deno other work of the machine counts as time, so one attempt proves nothing. */
const attempts = 4;

/**
 * Measures once more, with more runs and a larger size: a pause of the machine, or freshly compiled code, is not growth. Over sixteen times
 * the input quadratic work costs 256 times as much, linear work 16 times, whatever one pause adds. And it goes on to grow: a size from
 * which a runtime allocates in another way costs more once.
 */
const attempt = (work: (units: number) => () => void, units: number): string | undefined => {
  const [before, again] = [Math.max(least(7, work(units)), tellingMs / 8), least(7, work(units * 4))];
  if (again / before < 12) return undefined;
  const further = again > 100 ? Number.POSITIVE_INFINITY : least(5, work(units * 16));
  if (further / before < 100 || further / again < 8) return undefined;
  return `${units * 4} units take ${again.toFixed(1)} ms, ${units} take ${before.toFixed(1)} ms`;
};

/**
 * Whether the work grows faster than its input: four times the input must cost less than twelve times as much (linear work
 * costs four times, quadratic sixteen). Sizes grow until the time tells, or the input is large enough to call it harmless.
 */
export const growsTooFast = (work: (units: number) => () => void, mostUnits: number = 1 << 14): string | undefined => {
  for (let units = 1 << 12; units <= mostUnits; units *= 4) {
    const large = least(3, work(units * 4));
    if (large < tellingMs) continue;
    const small = Math.max(least(3, work(units)), tellingMs / 8);
    if (large / small < 12) {
      if (large > 60) return undefined;
      continue;
    }
    let growth = attempt(work, units);
    for (let more = 1; more < attempts && growth !== undefined; more++) growth = attempt(work, units);
    if (growth !== undefined) return growth;
  }
  return undefined;
};

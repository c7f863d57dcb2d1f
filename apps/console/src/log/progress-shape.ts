// Every pattern here is a single character class with a bounded context, so that its time is linear in the line.
const blocks = /[█▉▊▋▌▍▎▏▓▒░━╸╺■□▮▯⣿]/u;
const asciiBar = /[[|][#=>\-. ]{3,200}[\]|]/;
const percent = /(\d{1,3})(?:\.\d{1,6})?%/;
const moving = /[\d\s.,:?<>#=\-|[\](){}█▉▊▋▌▍▎▏▓▒░━╸╺■□▮▯⣿⠀-⣿/\\]+/gu;
const sizes = /[kKMGT]i?B/g;

/** A line of a progress bar, as far as it decides which lines are states of one bar. */
export interface ProgressShape {
  /** The text that does not move. */
  readonly shape: string;
  /** The percentage, if the line has one; otherwise -1. */
  readonly percent: number;
}

const longest = 500;

/** What a line looks like without its moving parts; undefined when it is no progress bar. `plain` has no escape sequences. */
export const progressShape = (plain: string): ProgressShape | undefined => {
  if (plain.length > longest) return undefined;
  const found = percent.exec(plain);
  const hasBar = blocks.test(plain) || (found !== null && (plain.includes("%|") || asciiBar.test(plain)));
  if (!hasBar) {
    if (found === null) return undefined;
    // A percentage alone is progress only if the line has no other number but pairs such as 3/7: a table of results has others.
    const rest = plain.replace(percent, "").replace(/\d{1,15}\s?\/\s?\d{1,15}/g, "");
    if (/\d/.test(rest)) return undefined;
  }
  // tqdm turns iterations a second into seconds an iteration, and pip kB into MB.
  const shape = plain.replace("s/it", "it/s").replace(sizes, "B").replace(moving, "");
  return { shape: hasBar ? `bar:${shape}` : shape, percent: found === null ? -1 : Number(found[1]) };
};

/** Whether `next` is a later state of the bar that `before` shows. */
export const continuesProgress = (before: ProgressShape, next: ProgressShape): boolean =>
  before.shape === next.shape && next.percent >= before.percent;

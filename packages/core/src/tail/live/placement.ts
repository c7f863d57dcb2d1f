import { advance, type Coordinate, origin, reaches } from "../text/coordinate.ts";
import { LineFinder } from "./line-finder.ts";
import type { TailContext } from "../tail-context.ts";
import { TextSession } from "../text/text-session.ts";

/** So much text of a live source is held at most while its place in the log is not known. */
const mostHeld = 64 * 1024;

/**
 * Where the text of one live connection stands in the log, for servers of which it is not known whether they begin with the log's
 * first line. They begin with that, or with a line that was being written or came later than the connection: which one, the plain
 * log tells, read after the text came. While more than one place fits, as in a log that repeats itself, nothing of the text is
 * given out: the lines are then the plain log's.
 */
export class Placement {
  readonly #context: TailContext;
  /** The source begins here or later, unless it begins with the first line. */
  #after: Coordinate;
  #mayBeStart: boolean;
  #held = "";
  #session: TextSession | undefined;

  constructor(context: TailContext) {
    this.#context = context;
    this.#after = context.batcher.at;
    this.#mayBeStart = context.replays !== false;
    if (context.replays === true) this.#session = new TextSession(context.cursor);
  }

  /** Takes the text, once its place is known. */
  get session(): TextSession | undefined {
    return this.#session;
  }

  /** Text waits for its place. */
  get holds(): boolean {
    return this.#held !== "";
  }

  /** No more text can wait. */
  get full(): boolean {
    return this.#held.length >= mostHeld;
  }

  /** There is enough text to tell a replay from new lines that look like the log's first ones. */
  get enough(): boolean {
    return !this.#mayBeStart || this.full || advance(origin, this.#held).units >= this.#after.units;
  }

  /** Takes lines that came while their place is not known. */
  hold(lines: string): void {
    this.#held += lines;
  }

  /** What looks for the held lines in the plain log, while that is read. */
  finder(): LineFinder | undefined {
    if (this.#held === "") return undefined;
    const wanted = (place: Coordinate): boolean =>
      (this.#mayBeStart && place.units === 0 && place.newlines === 0) || reaches(place, this.#after);
    return new LineFinder(this.#held, wanted, 2);
  }

  /** Decides by what was found; gives the held lines, to be taken by the session, when there is only one place for them. */
  decide(finder: LineFinder): string | undefined {
    const [place, other] = finder.places;
    if (place === undefined || other !== undefined) return undefined;
    const start = place.units === 0 && place.newlines === 0;
    if (start && !this.enough) return undefined;
    // From a log that was empty before, both kinds of servers give the first line.
    if (this.#mayBeStart && this.#after.units > 0) this.#context.replays = start;
    const held = this.#held;
    this.#held = "";
    this.#session = new TextSession(this.#context.cursor, { from: place });
    return held;
  }

  /** Something came that may or may not have been text: what follows stands behind all that had a place, if there was any. */
  lose(): void {
    if (this.#session !== undefined) this.#after = this.#session.at;
    else if (this.#mayBeStart) this.#after = origin;
    this.#mayBeStart = false;
    this.#session = undefined;
    this.#held = "";
  }
}

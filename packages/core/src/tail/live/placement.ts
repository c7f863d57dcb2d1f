import { type Coordinate, isSame, origin } from "../text/coordinate.ts";
import { countNewlines } from "../text/newlines.ts";
import type { TailText } from "../text/tail-text.ts";
import { TextSession } from "../text/text-session.ts";
import { LineFinder } from "./line-finder.ts";
import type { LiveMemory } from "./live-memory.ts";

/** It holds at most this much text of a live source while the position of that text is unknown, in UTF-16 units. */
const maxHeldUnits = 64 * 1024;

/**
 * The position of one live connection's text in the log, for servers that may or may not begin with the log's first line. They begin
 * with that line, or with a line that was incomplete or came later than the connection. The plain log, read after the text arrived,
 * shows which. While more than one position fits, as in a log that repeats itself, none of the text is emitted, and the lines come
 * from the plain log.
 */
export class Placement {
  readonly #text: TailText;
  readonly #memory: LiveMemory;
  /** The source begins here or later, unless it begins with the first line. */
  #after: Coordinate;
  #mayBeStart: boolean;
  /** Earlier connections did not begin with the first line: the position is probably found at once. */
  readonly #expectsNewLines: boolean;
  /** A replay has at least this many units: the tail's text when the connection was opened, or at the first look on the first connection. */
  #replayUnits: number;
  #held = "";
  /** Its units without newlines, counted once: a flood of short messages would count all of it again for each. */
  #heldUnits = 0;
  /** The positions that the last look found for the held text, at most 2; undefined before a look. */
  #found: number | undefined;
  #session: TextSession | undefined;

  constructor(text: TailText, memory: LiveMemory) {
    this.#text = text;
    this.#memory = memory;
    this.#after = text.lineEnd;
    this.#replayUnits = this.#after.units;
    // Also when earlier connections began later: of one server, or of several behind one address, the next may begin with the first line,
    // and its first lines may look like new ones. Test "a log without a file … any number of stops" found that.
    this.#mayBeStart = true;
    this.#expectsNewLines = memory.replays === false;
    if (memory.replays === true) this.#session = new TextSession(text.cursor);
  }

  /** Reads the connection's text, once its position is known. */
  get session(): TextSession | undefined {
    return this.#session;
  }

  /** Text is held until its position is known. */
  get holds(): boolean {
    return this.#held !== "";
  }

  /** It can hold no more text. */
  get full(): boolean {
    return this.#held.length >= maxHeldUnits;
  }

  /**
   * A look at the plain log can find the position now, and the last one could not: the text is as long as a replay, or no more of it can
   * arrive. False when the last look found none, since the plain log then lacks the text.
   */
  get ready(): boolean {
    if (this.#found === 0) return false;
    if (this.full) return true;
    if (this.#found === undefined && this.#replayUnits === 0) return !this.#mayBeStart;
    if (this.#found === undefined && this.#expectsNewLines) return true;
    return this.#found !== 2 && this.#enough;
  }

  /** Holds lines whose position is not known. */
  hold(lines: string): void {
    this.#held += lines;
    this.#heldUnits += lines.length - countNewlines(lines);
  }

  /** Finds the held lines in the plain log while the tail reads it. */
  finder(): LineFinder | undefined {
    if (this.#held === "") return undefined;
    return new LineFinder(this.#held, { start: this.#mayBeStart, after: this.#after }, 2);
  }

  /** Decides by the finder's result. Returns the held lines, for the session, when only one position fits. */
  decide(finder: LineFinder): string | undefined {
    const [at, other] = finder.positions;
    const start = at !== undefined && isSame(at, origin);
    // New lines that look like the first ones, and that the plain log lacks as yet.
    const lacks = start && other === undefined && this.#expectsNewLines && this.#after.units > 0;
    this.#found = lacks ? 0 : finder.positions.length;
    if (at === undefined || other !== undefined || lacks) return undefined;
    if (this.#replayUnits === 0) this.#replayUnits = this.#text.lineEnd.units;
    if (start && !this.#enough) return undefined;
    // In a log that was empty before, both kinds of servers begin with the first line.
    if (this.#mayBeStart && this.#after.units > 0) this.#memory.noteReplay(start);
    const held = this.#held;
    this.#held = "";
    this.#heldUnits = 0;
    this.#session = new TextSession(this.#text.cursor, { from: at });
    return held;
  }

  /** It holds enough text to distinguish a replay from new lines that look like the log's first ones. */
  get #enough(): boolean {
    return !this.#mayBeStart || this.full || this.#heldUnits >= this.#replayUnits;
  }

  /** A message may or may not have been text: later text comes after all text whose position was known, if any. */
  lose(): void {
    if (this.#session !== undefined) this.#after = this.#session.at;
    else if (this.#mayBeStart && !this.#expectsNewLines) this.#after = origin;
    this.#mayBeStart = false;
    this.#session = undefined;
    this.#found = undefined;
    this.#held = "";
    this.#heldUnits = 0;
  }
}

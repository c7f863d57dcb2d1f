import type { LiveMessage } from "../backend.ts";
import type { TailText } from "../text/tail-text.ts";
import type { TextSession } from "../text/text-session.ts";
import type { LineFinder } from "./line-finder.ts";
import type { LiveMemory } from "./live-memory.ts";
import { Placement } from "./placement.ts";
import { TextAfter } from "./text-after.ts";
import { UnsureText } from "./unsure-text.ts";

/** After this many comparisons with the plain log, a message that it does not contain is a heartbeat. */
const maxUnsureLooks = 3;
/** It holds at most this many consecutive messages that may be text before it knows the source's position. */
const maxHeldMaybes = 1_000;
/** The kind of empty frames. */
const emptyKind = "empty";

type Maybe = Extract<LiveMessage, { readonly maybe: string }>;

/** Watches the text of the plain log while the tail reads it: looks for the position of held text, or for the meaning of held messages. */
export type LogWatch =
  | { readonly for: "position"; readonly finder: LineFinder }
  | { readonly for: "meaning"; readonly after: TextAfter };

/** The result of a message: text to read now, held text, or nothing to do. */
export type Received =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "held"; readonly first: boolean }
  | { readonly type: "unsure" }
  | { readonly type: "none" };

/** The plain log's result for held text. */
export type Decided =
  /** The text to read now; it may be empty. */
  | { readonly type: "text"; readonly text: string }
  /** It dropped the text, since the plain log shows it again. */
  | { readonly type: "dropped" }
  /** The log repeats itself: a new connection has fewer positions where it can begin. */
  | { readonly type: "ambiguous" }
  | { readonly type: "undecided" };

const none: Received = { type: "none" };

/** The text of one live connection: emits text with a known position, and holds the rest until the plain log shows its position or meaning. */
export class LiveText {
  readonly #memory: LiveMemory;
  readonly #placement: Placement;
  readonly #unsure: UnsureText;
  #unsureLooks = 0;
  /** Empty frames that seem to be heartbeats; one before text may still be an empty line. */
  #emptyFrames = 0;
  /** Kinds of the messages among the held text that may be heartbeats. */
  readonly #heldKinds = new Set<string>();
  /** It dropped text that the plain log still has to provide. */
  #dropped = false;

  constructor(text: TailText, memory: LiveMemory) {
    this.#memory = memory;
    this.#placement = new Placement(text, memory);
    this.#unsure = new UnsureText(memory);
  }

  /** Reads the connection's text, once its position is known. */
  get session(): TextSession | undefined {
    return this.#placement.session;
  }

  /** Text without a known position is held. */
  get holdsUnplaced(): boolean {
    return this.#placement.holds;
  }

  /** It holds text or messages, or dropped some, until the tail reads the plain log. */
  get waits(): boolean {
    return this.#placement.holds || this.#unsure.holds || this.#dropped;
  }

  /** True when the tail must read the plain log to continue with the held text. */
  get needsLook(): boolean {
    return this.session === undefined ? this.#placement.holds : this.#unsure.holds;
  }

  /** It can hold no more: further messages wait in the connection, which then stops reading. */
  get full(): boolean {
    return this.#placement.full || this.#unsure.full;
  }

  /** A look at the plain log can decide now about what is held, and no look could before. */
  get ready(): boolean {
    return this.session === undefined ? this.#placement.ready : this.#unsure.full && this.#unsureLooks === 0;
  }

  /** True when it can emit frames at once, without holding them. */
  get isPlain(): boolean {
    return this.session !== undefined && !this.#unsure.holds && this.#emptyFrames === 0;
  }

  /** Receives text. */
  receive(text: string): Received {
    if (this.session === undefined) return this.#hold(text);
    if (this.isPlain) return { type: "text", text };
    this.#unsure.add("\n", emptyKind, this.#emptyFrames);
    this.#unsure.add(text);
    this.#emptyFrames = 0;
    return { type: "unsure" };
  }

  /** Receives a message that may be log text or a heartbeat. The plain log decides once for each kind. */
  receiveMaybe({ maybe, kind, count }: Maybe): Received {
    const meaning = this.#memory.meaningOf(kind);
    if (meaning === "text") return this.receive(maybe.repeat(count));
    if (meaning === "heartbeat" && kind !== emptyKind) return none;
    if (this.session === undefined) {
      // The log contains it together with the lines around it, or not at all. An empty line alone shows no position.
      if (kind === emptyKind && !this.#placement.holds) {
        this.#placement.lose();
        return none;
      }
      this.#heldKinds.add(kind);
      return this.#hold(maybe.repeat(Math.min(count, maxHeldMaybes)));
    }
    if (meaning === undefined) {
      this.#unsure.add(maybe, kind, count);
      return { type: "unsure" };
    }
    this.#emptyFrames += count;
    return none;
  }

  /** The watch for the next read of the plain log. */
  watch(): LogWatch | undefined {
    const { session } = this;
    if (session !== undefined)
      return this.#unsure.holds ? { for: "meaning", after: new TextAfter(session.at, this.#unsure.units) } : undefined;
    const finder = this.#placement.finder();
    return finder === undefined ? undefined : { for: "position", finder };
  }

  /** The tail read the plain log: the text that it provided is no longer missing. */
  looked(): void {
    this.#dropped = false;
  }

  /** Decides by the result of the watch. */
  decide(watch: LogWatch): Decided {
    return watch.for === "meaning" ? this.#decideMeaning(watch.after) : this.#decidePosition(watch.finder);
  }

  /** Forgets the position of the connection's text. The plain log shows the text again. */
  drop(): void {
    this.#dropped ||= this.#placement.holds || this.#unsure.holds;
    this.#placement.lose();
    this.#heldKinds.clear();
    this.#unsure.clear();
    this.#unsureLooks = 0;
  }

  #hold(text: string): Received {
    const first = !this.#placement.holds;
    this.#placement.hold(text);
    return { type: "held", first };
  }

  #decideMeaning(after: TextAfter): Decided {
    this.#unsureLooks++;
    const text = this.#unsure.decide(after.text, this.#unsureLooks >= maxUnsureLooks);
    if (!this.#unsure.holds) this.#unsureLooks = 0;
    if (text !== undefined) return { type: "text", text };
    this.drop();
    return { type: "dropped" };
  }

  #decidePosition(finder: LineFinder): Decided {
    const held = this.#placement.decide(finder);
    if (held !== undefined) {
      for (const kind of this.#heldKinds) this.#memory.learn(kind, "text");
      return { type: "text", text: held };
    }
    if (this.#placement.full) return { type: "ambiguous" };
    if (this.#heldKinds.size > 0 && finder.positions.length === 0) {
      const [only, other] = this.#heldKinds;
      if (only !== undefined && other === undefined && only !== emptyKind) this.#memory.noteMiss(only);
      this.drop();
      return { type: "dropped" };
    }
    return { type: "undecided" };
  }
}

/** One event. The recorded clients read `message`; other public clients of the service read `event.message`. */
export interface JobEvent {
  /** The kind of the event, as the service names it. */
  readonly type: string;
  /** The name of the stream, such as `progress`. */
  readonly stream: string;
  /** The text of the event. */
  readonly message: string;
  /** The same text where other public clients read it. */
  readonly event: {
    /** The text of the event. */
    readonly message: string;
  };
}

/** The response to one request for events. */
export interface EventPage {
  /** The events after the token of the request, in order. */
  readonly events: readonly JobEvent[];
  /** Empty: no further events now. The last token that was not empty stays valid. */
  readonly continuation_token: string;
}

const pageSize = 2;

/** The events of one job. A token is a position (`p2` is after two events), so no event is repeated or lost. */
export class JobEvents {
  readonly #said: { readonly type: string; readonly message: string }[] = [];

  add(type: string, message: string): void {
    this.#said.push({ type, message });
  }

  /** Undefined for an unknown token. `0` and the empty token are the start, as recorded. */
  page(stream: string, token: string, ended: boolean): EventPage | undefined {
    const from = token === "" || token === "0" ? 0 : Number(/^p([1-9]\d{0,8})$/.exec(token)?.[1] ?? Number.NaN);
    if (!(from <= this.#said.length)) return undefined;
    const events = this.#said
      .slice(from, from + pageSize)
      .map(({ type, message }) => ({ type, stream, message, event: { message } }));
    const next = from + events.length;
    const last = events.length === 0 || (ended && next === this.#said.length);
    return { events, continuation_token: last ? "" : `p${next}` };
  }
}

/** An event of a reasoner job, as the page shows it. */
export interface ListedEvent {
  readonly number: number;
  readonly type: string;
  /** The message, if the event has one; otherwise the event as JSON. */
  readonly text: string;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** At most this many events are held; the first ones go. */
export const mostEvents = 20_000;

/** Events after some more came. */
export const addEvents = (
  before: ReadonlyArray<ListedEvent>,
  more: ReadonlyArray<unknown>,
): ReadonlyArray<ListedEvent> => {
  const first = (before.at(-1)?.number ?? 0) + 1;
  return [...before, ...more.map((event, index) => listed(event, first + index))].slice(-mostEvents);
};

const listed = (event: unknown, number: number): ListedEvent => {
  const { type, event: inner } = recordOf(event);
  const message = recordOf(inner)["message"];
  return {
    number,
    type: typeof type === "string" ? type : "event",
    text: typeof message === "string" ? message : (JSON.stringify(inner ?? event) ?? ""),
  };
};

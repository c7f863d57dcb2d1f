/**
 * The constant text around the message of an agent's log events: `open`, a JSON string without its quotes, `close`. A template
 * holds for every string: no other part of the event depends on it.
 */
export interface EventTemplate {
  readonly open: string;
  readonly close: string;
}

/** Longer constant text, or a longer event to learn it from, is not worth a template. */
const maxSample = 64 * 1024;
const maxConstant = 4 * 1024;

/** The index of the quote that ends the JSON string at `start`; -1 when it does not end. */
const closingQuote = (json: string, start: number): number => {
  let at = start;
  while (at < json.length && json.charCodeAt(at) !== 34) at += json.charCodeAt(at) === 92 ? 2 : 1;
  return at < json.length ? at : -1;
};

/**
 * Learns the template of an event. `messageOf` decodes a whole event: the message when it is a plain log event, else undefined.
 *
 * The text before the message ends with a quote and the text after it begins with one. When two different messages in between come
 * back unchanged, these quotes are the string's own: a quote of another string would become a part of the message.
 */
export const learnTemplate = (
  sample: string,
  messageOf: (event: string) => string | undefined,
): EventTemplate | undefined => {
  if (sample.length > maxSample) return undefined;
  const key = /"message"[ \t\r\n]*:[ \t\r\n]*"/.exec(sample);
  if (key === null) return undefined;
  const start = key.index + key[0].length;
  const end = closingQuote(sample, start);
  if (end === -1 || sample.length - (end - start) > maxConstant) return undefined;
  const open = sample.slice(0, start);
  const close = sample.slice(end);
  const holds = (message: string): boolean => messageOf(open + message + close) === message;
  return holds("x") && holds("yz") ? { open, close } : undefined;
};

/** Ray's whole response to an error that it does not handle. */
export const IN_TROUBLE = "500 Internal Server Error\n\nServer got itself in trouble";

/** Thrown by a handler to send a plain-text response; Ray's error bodies are never JSON outside the state API. */
export class TextAnswer extends Error {
  readonly status: number;
  readonly text: string;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
    this.text = text;
  }
}

/** Ray's whole answer to an error it did not foresee. */
export const IN_TROUBLE = "500 Internal Server Error\n\nServer got itself in trouble";

/** Thrown by a handler to give a plain-text answer; Ray's error bodies are never JSON outside the state API. */
export class TextAnswer extends Error {
  readonly status: number;
  readonly text: string;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
    this.text = text;
  }
}

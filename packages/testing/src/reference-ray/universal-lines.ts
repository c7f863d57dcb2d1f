/**
 * Reads a text file line by line as Python's text mode does: strict UTF-8, decoded piece by piece, with `\r` and `\r\n` as `\n`. At
 * the end of the file it returns a `\r` that it held back as a newline and forgets it, so a `\n` that is written later counts as a
 * second one; half a character there is an error.
 */
export class UniversalLines {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** The beginning of a line whose newline has not arrived, in parts: joined once, so a line of 50 MB stays cheap. */
  #begun: string[] = [];
  #text = "";
  #next = 0;
  #heldReturn = false;

  /** Throws a TypeError at bytes that are not UTF-8; nothing of that piece can be read then. */
  push(piece: Uint8Array): void {
    this.#append(this.#decoder.decode(piece, { stream: true }), false);
  }

  /** The file has no more bytes for now. Throws a TypeError when it ends inside a character. */
  endOfFile(): void {
    this.#append(this.#decoder.decode(), true);
  }

  /** The next whole line with its newline. */
  line(): string | undefined {
    const newline = this.#text.indexOf("\n", this.#next);
    if (newline < 0) {
      if (this.#next < this.#text.length) this.#begun.push(this.#text.slice(this.#next));
      this.#text = "";
      this.#next = 0;
      return undefined;
    }
    const end = this.#text.slice(this.#next, newline + 1);
    this.#next = newline + 1;
    if (this.#begun.length === 0) return end;
    const line = this.#begun.join("") + end;
    this.#begun = [];
    return line;
  }

  /** Returns the text after the last newline, once. */
  rest(): string {
    const rest = this.#begun.join("") + this.#text.slice(this.#next);
    this.#begun = [];
    this.#text = "";
    this.#next = 0;
    return rest;
  }

  #append(decoded: string, final: boolean): void {
    let text = decoded;
    if (this.#heldReturn && (text !== "" || final)) {
      text = `\r${text}`;
      this.#heldReturn = false;
    }
    if (text.endsWith("\r") && !final) {
      text = text.slice(0, -1);
      this.#heldReturn = true;
    }
    if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
    this.#text = this.#text.slice(this.#next) + text;
    this.#next = 0;
  }
}

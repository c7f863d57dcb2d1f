/**
 * Splits bytes into lines as promise R1 defines them: UTF-8 with U+FFFD for invalid bytes, byte order marks kept, and each of
 * `\r\n`, `\r` and `\n` ends a line. It shares no code with the tail on purpose, because it checks the tail.
 */
export class LineSplitter {
  readonly #decoder: { decode(bytes?: Uint8Array, options?: { stream: boolean }): string } = new TextDecoder("utf-8", {
    fatal: false,
    ignoreBOM: true,
  });
  /** Text without a line end yet. */
  #begun = "";
  /** The last character was a `\r`: its line was returned, and a `\n` that follows belongs to it. */
  #afterReturn = false;

  /** Returns the lines that ended in these bytes. */
  push(bytes: Uint8Array): string[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Ends the input: a rest without a line end is a line unless it is empty. */
  end(): string[] {
    const lines = this.#split(this.#decoder.decode());
    if (this.#begun !== "") lines.push(this.#begun);
    this.#begun = "";
    return lines;
  }

  #split(decoded: string): string[] {
    if (decoded === "") return [];
    const text = this.#afterReturn && decoded.startsWith("\n") ? decoded.slice(1) : decoded;
    this.#afterReturn = decoded.endsWith("\r");
    const lines = text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
    lines[0] = this.#begun + (lines[0] as string);
    this.#begun = lines.pop() as string;
    return lines;
  }
}

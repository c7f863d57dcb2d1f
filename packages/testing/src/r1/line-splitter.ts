/**
 * Bytes to lines as promise R1 defines them: UTF-8 with U+FFFD for what is invalid and byte order marks kept, and each of `\r\n`,
 * `\r` and `\n` ends a line. Independent of the tail's own code on purpose: it is the judge of it.
 */
export class LineSplitter {
  readonly #decoder: { decode(bytes?: Uint8Array, options?: { stream: boolean }): string } = new TextDecoder("utf-8", {
    fatal: false,
    ignoreBOM: true,
  });
  /** What has no line end yet. */
  #begun = "";
  /** The last character was a `\r`: its line is out, a `\n` that follows belongs to it. */
  #afterReturn = false;

  /** The lines that ended in these bytes. */
  push(bytes: Uint8Array): string[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Says that there are no more bytes: the rest without a line end is a line unless empty. */
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

/** Walks through bytes as Python's strict UTF-8 decoder does, to report where and why it stops. */
export class PythonUtf8Check {
  #position = 0;
  #start = 0;
  #missing = 0;
  #low = 0x80;
  #high = 0xbf;
  #bytes: number[] = [];

  /** The message of the UnicodeDecodeError, once the bytes so far cause one. */
  push(bytes: Uint8Array): string | undefined {
    for (const byte of bytes) {
      if (this.#missing === 0) {
        const problem = this.#begin(byte);
        if (problem !== undefined) return problem;
      } else if (byte < this.#low || byte > this.#high) {
        return this.#message("invalid continuation byte");
      } else {
        this.#missing -= 1;
        this.#low = 0x80;
        this.#high = 0xbf;
        this.#bytes.push(byte);
      }
      this.#position += 1;
    }
    return undefined;
  }

  end(): string | undefined {
    return this.#missing === 0 ? undefined : this.#message("unexpected end of data");
  }

  #begin(byte: number): string | undefined {
    this.#start = this.#position;
    this.#bytes = [byte];
    if (byte < 0x80) return undefined;
    if (byte < 0xc2 || byte > 0xf4) return this.#message("invalid start byte");
    this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.#high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    return undefined;
  }

  #message(reason: string): string {
    const [first = 0] = this.#bytes;
    const where =
      this.#bytes.length === 1
        ? `byte 0x${first.toString(16).padStart(2, "0")} in position ${this.#start}`
        : `bytes in position ${this.#start}-${this.#start + this.#bytes.length - 1}`;
    return `UnicodeDecodeError: 'utf-8' codec can't decode ${where}: ${reason}`;
  }
}

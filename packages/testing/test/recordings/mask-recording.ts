/** Removes from a recording what belongs to the machine it was made on. Masking twice has the same result as masking once. */

/** Keys whose value names a host. */
const hostKeys: ReadonlySet<string> = new Set(["hostname", "nodeManagerHostname", "hostNameList"]);

/** The name that replaces every recorded host. */
const maskedHost = "ray-head";

/** Loopback, "any", and the three ranges reserved for documentation may stay. */
const harmlessAddress = /^(?:127\.|0\.0\.0\.0$|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/;

const address = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** Where a recording may have been made: temporary and home directories, and the usual installation folders. */
const machinePath = /(?<![\w.>/:-])\/(?:tmp|home|root|Users|private|var|opt|mnt|srv)(?:\/[\w.@+~-]+)*\/?/g;

/** One machine's addresses by order of appearance, so that two hosts stay two hosts. */
export class RecordingMask {
  readonly #addresses = new Map<string, string>();

  /** The same value with hosts, addresses and paths replaced. */
  mask(value: unknown): unknown {
    return this.#value(value, false);
  }

  #value(value: unknown, isHost: boolean): unknown {
    if (typeof value === "string") return isHost ? maskedHost : this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.#value(item, isHost));
    if (typeof value !== "object" || value === null) return value;
    // Keys are masked too: Ray uses mount points and `node:ADDRESS` as keys.
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.#text(key), this.#value(item, hostKeys.has(key))]),
    );
  }

  #text(text: string): string {
    return text
      .replace(address, (found) => this.#address(found))
      .replace(/\/[\w./-]*\/session_\d{4}-\d\d-\d\d_[\d_-]+/g, "<session>")
      .replace(machinePath, (found) => (/^\/tmp\/ray\/?$/.test(found) ? "<ray-temp>" : "<path>"));
  }

  #address(found: string): string {
    if (harmlessAddress.test(found)) return found;
    const known = this.#addresses.get(found);
    if (known !== undefined) return known;
    const masked = `192.0.2.${this.#addresses.size + 101}`;
    this.#addresses.set(found, masked);
    return masked;
  }
}

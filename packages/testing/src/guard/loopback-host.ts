const byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const loopback = new RegExp(`^(?:localhost|127(?:\\.${byte}){3}|\\[::1\\])(?::\\d{1,5})?$`, "i");

/**
 * Whether a `Host` header names this machine's loopback: `localhost`, 127.0.0.0/8 or `[::1]`, with any port or none. A page that
 * rebinds its own name to 127.0.0.1 still sends that name. `*.localhost` is refused, since not every browser keeps it on loopback.
 */
export const isLoopbackHost = (host: string): boolean => loopback.test(host);

import { httpUrl } from "../settings/http-url.ts";
import { profileSettings } from "./profile.ts";

/** Whether a key names a secret, such as `token` or `password`. */
export const looksSecret = (key: string): boolean =>
  /token|password|passphrase|secret|credential|api[-_]?key|authorization|^headers?$/i.test(key) &&
  !key.toLowerCase().endsWith("file");

/** The problem of a secret in the configuration, and what to do instead. */
export const noTokenInFile = (key: string): string =>
  `it has "${key}", but Jobwire keeps no secret in this file. Write the secret into a file of its own that only you can read (chmod 600), and set tokenFile (or headersFile) to its path.`;

const addressProblem = (text: string): string | undefined => {
  const url = httpUrl(text);
  if (url === undefined) {
    return "address is not an http:// or https:// URL. Set it to one such as http://127.0.0.1:8265.";
  }
  if (url.username === "" && url.password === "" && !/[?#]/.test(text)) return undefined;
  return "address has a user, a password, a query or a fragment. Remove it; a token belongs in the file of tokenFile.";
};

const proxyProblem = (text: string): string | undefined => {
  if (text === "none") return undefined;
  const url = httpUrl(text);
  if (url === undefined) {
    return "proxy is not the URL of an HTTP proxy. Set it to one such as http://proxy.example:3128, or to none.";
  }
  if (url.username === "" && url.password === "") return undefined;
  return "proxy has a user or a password, but Jobwire keeps no secret in this file. Set HTTPS_PROXY instead.";
};

/** The problem of a setting's value as text that names the setting and not the value; undefined for a valid one. */
export const checkSetting = (name: string, value: unknown): string | undefined => {
  const setting = profileSettings[name];
  if (setting?.kind === "flag") return typeof value === "boolean" ? undefined : `${name} is neither true nor false.`;
  if (typeof value !== "string" || value.trim() === "" || /[\r\n\0]/.test(value)) {
    return `${name} is not a string of one line. Set it to one, or remove it.`;
  }
  if (setting?.choices !== undefined && !setting.choices.includes(value)) {
    return `${name} is not one of ${setting.choices.join(", ")}.`;
  }
  if (setting?.kind === "address") return addressProblem(value);
  if (setting?.kind === "proxy") return proxyProblem(value);
  return value === "-" && setting?.kind === "path"
    ? `${name} is -, but stdin is no file. Set it to a path.`
    : undefined;
};

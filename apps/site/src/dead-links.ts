import { globSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

const ids = (html: string): ReadonlySet<string> =>
  new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id = ""]) => id));
const unescape = (text: string): string => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"');

/** The file to which the address in a page leads; undefined outside of the site's folder on its host. */
const fileOf = (address: string, page: string, base: string): string | undefined => {
  if (address === "") return page;
  if (address.startsWith("/") && !address.startsWith(base)) return undefined;
  const file = address.startsWith("/") ? address.slice(base.length) : posix.join(posix.dirname(page), address);
  return file === "" || file.endsWith("/") ? `${file}index.html` : file;
};

/** The links, scripts, styles and images of a built site that lead to no file or no heading of it, as `page: target`. */
export const deadLinks = (site: string, base: string): ReadonlyArray<string> => {
  const htmlByFile = new Map<string, string>();
  const idsByFile = new Map<string, ReadonlySet<string>>();
  for (const file of globSync("**/*.html", { cwd: site })) htmlByFile.set(file, readFileSync(join(site, file), "utf8"));
  const idsOf = (file: string): ReadonlySet<string> => {
    const known = idsByFile.get(file) ?? ids(htmlByFile.get(file) ?? "");
    idsByFile.set(file, known);
    return known;
  };
  const isDead = (target: string, page: string): boolean => {
    const [path = "", anchor = ""] = target.split("#");
    const file = fileOf(path.split("?")[0] ?? "", page, base);
    if (file === undefined) return true;
    if (statSync(join(site, decodeURIComponent(file)), { throwIfNoEntry: false })?.isFile() !== true) return true;
    return anchor !== "" && htmlByFile.has(file) && !idsOf(file).has(decodeURIComponent(anchor));
  };
  const problems = new Set<string>();
  for (const [page, html] of htmlByFile) {
    // Code that a page shows has its brackets escaped, so this finds attributes only.
    for (const [, raw = ""] of html.matchAll(/<[a-z][^>]*? (?:href|src)="([^"]*)"/g)) {
      const target = unescape(raw);
      if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target)) continue;
      if (isDead(target, page)) problems.add(`${page}: ${target}`);
    }
  }
  return [...problems].toSorted();
};

/** The addresses outside of the site from which its pages load something: scripts, styles, images, fonts. A site loads none. */
export const foreignAssets = (site: string): ReadonlyArray<string> => {
  const found = new Set<string>();
  for (const file of globSync("**/*.{html,css}", { cwd: site })) {
    const text = readFileSync(join(site, file), "utf8");
    const loads = file.endsWith(".css")
      ? text.matchAll(/(?:url\(["']?|@import ["'])((?:https?:)?\/\/[^"')]+)/g)
      : text.matchAll(
          /<(?:script|img|iframe|source|link(?= [^>]*rel="(?:stylesheet|preload|modulepreload|icon)"))[^>]*? (?:src|href)="((?:https?:)?\/\/[^"]+)"/g,
        );
    for (const [, address = ""] of loads) found.add(`${file}: ${address}`);
  }
  return [...found].toSorted();
};

import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

const ids = (html: string): ReadonlySet<string> =>
  new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id = ""]) => id));
const unescape = (text: string): string => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"');

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
  const problems = new Set<string>();
  for (const [page, html] of htmlByFile) {
    // Code that a page shows has its brackets escaped, so this finds attributes only.
    for (const [, raw = ""] of html.matchAll(/<[a-z][^>]*? (?:href|src)="([^"]*)"/g)) {
      const target = unescape(raw);
      if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target)) continue;
      const [path = "", anchor = ""] = target.split("#");
      const address = path.split("?")[0] ?? "";
      let file = page;
      if (address !== "") {
        if (address.startsWith("/") && !address.startsWith(base)) {
          problems.add(`${page}: ${target}`);
          continue;
        }
        file = address.startsWith("/")
          ? address.slice(base.length)
          : posix.normalize(posix.join(posix.dirname(page), address));
        if (file === "" || file.endsWith("/")) file += "index.html";
      }
      const full = join(site, decodeURIComponent(file));
      if (!existsSync(full) || !statSync(full).isFile()) problems.add(`${page}: ${target}`);
      else if (anchor !== "" && htmlByFile.has(file) && !idsOf(file).has(decodeURIComponent(anchor)))
        problems.add(`${page}: ${target}`);
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

/** A file that a requirements line names. */
export interface RequirementPath {
  /** `requirements` and `constraints`: a file with further lines. `package`: a package, or a folder of packages. */
  readonly kind: "requirements" | "constraints" | "package";
  /** The path as the line has it. */
  readonly path: string;
}

const option = /^(-r|--requirement|-c|--constraint|-e|--editable|-f|--find-links)(?:\s*=\s*|\s+|(?=[^-\s]))(.*)$/;

const kindOf = (name: string): RequirementPath["kind"] =>
  /^(?:-r|--requirement)$/.test(name) ? "requirements" : /^(?:-c|--constraint)$/.test(name) ? "constraints" : "package";

/** Uses pip's rule: a path has a slash, begins with a full stop, or ends as an archive does. */
const isPath = (text: string): boolean =>
  /^[.~/\\]|[/\\]/.test(text) || /\.(?:whl|zip|tar(?:\.[a-z0-9]+)?|tgz)$/i.test(text);

/**
 * The path of the file or folder that a requirements line names, by pip's rules; undefined for a line without one. A URL (even
 * `file:///…`) and a path that begins with a variable (`${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}`) do not count: they are for the
 * machine that installs.
 */
export const requirementPath = (line: string): RequirementPath | undefined => {
  const text = line.replace(/(?:^|\s)#.*$/s, "").trim();
  const match = option.exec(text);
  const name = match?.[1] ?? "";
  // A condition follows a semicolon, such as a Python version; options of the one package follow `--`.
  const rest = (match?.[2] ?? text).split(/;|\s--/)[0]?.trim() ?? "";
  const path = rest.replace(/^(["'])(.*)\1$/, "$2");
  if (path === "" || path.includes("://") || path.includes("${")) return undefined;
  if (match !== null) {
    const kind = kindOf(name);
    // A requirements file needs no slash; a package index may be a host name.
    return kind !== "package" || isPath(path) || /^-(?:e|-editable)$/.test(name) ? { kind, path } : undefined;
  }
  return !text.startsWith("-") && isPath(path) ? { kind: "package", path } : undefined;
};

import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { isRecord } from "../is-record.ts";
import type { NestedNames } from "./names-of.ts";
import { nearestName } from "./nearest-name.ts";
import { shownValue } from "./shown-value.ts";

export type { NamesOf, NestedNames, SurfaceNames } from "./names-of.ts";

/**
 * Throws `InvalidRequest` (reason `local`) for options with a name that the function does not have, and for options that are no object.
 * A misspelt option would otherwise have no effect, and nobody would notice. `of` names the function, such as `ray()`.
 */
export const checkNames = (of: string, options: unknown, names: NestedNames, path: string = ""): void => {
  if (options === undefined || options === null) return;
  if (!isRecord(options)) {
    const what = path === "" ? `the options of ${of}` : `option "${path.slice(0, -1)}" of ${of}`;
    throw new InvalidRequest({ message: `${what} must be an object, not ${shownValue(options)}`, reason: "local" });
  }
  for (const [name, value] of Object.entries(options)) {
    const known = Object.hasOwn(names, name) ? names[name] : undefined;
    if (typeof known === "object") checkNames(of, value, known, `${path}${name}.`);
    // An option that is not set has no effect under any name.
    if (known !== undefined || value === undefined) continue;
    const all = Object.keys(names);
    const meant = nearestName(name, all);
    const advice =
      meant !== undefined
        ? `did you mean "${path}${meant}"?`
        : all.length === 0
          ? "it has no options"
          : `its options are ${all.map((one) => path + one).join(", ")}`;
    throw new InvalidRequest({
      message: `unknown option "${path}${excerpt(name, 60)}" of ${of}; ${advice}`,
      reason: "local",
    });
  }
};

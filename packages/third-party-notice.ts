import type { Plugin } from "rolldown";
import { licensePlugin } from "rolldown-license-plugin";

/**
 * Writes `third-party-licenses.txt` with the licences of the packages that an output contains. `more` is the notice of a package of
 * this repository that the output contains and that contains packages itself.
 */
export const thirdPartyNotice = (introduction: string, more: string = ""): Plugin =>
  licensePlugin({
    failOnUnlicensed: true,
    done: (packages, context) => {
      const notices = packages
        .filter(({ name }) => !/^(?:@jobwire\/|jobwire$)/.test(name))
        .map(({ name, version, license, licenseText }) => `${name} ${version}, ${license}\n\n${licenseText.trim()}\n`);
      context.emitFile({
        type: "asset",
        fileName: "third-party-licenses.txt",
        source: [introduction, ...notices, ...(more === "" ? [] : [more])].join(`\n\n${"-".repeat(80)}\n\n`),
      });
    },
  });

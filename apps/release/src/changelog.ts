/**
 * How changesets writes the changelog: the text that its author wrote for users, and nothing about commits or about packages of this
 * repository that took a new version of another.
 */
interface Changeset {
  readonly summary: string;
}

const changelog: {
  readonly getReleaseLine: (changeset: Changeset) => Promise<string>;
  readonly getDependencyReleaseLine: () => Promise<string>;
} = {
  getReleaseLine: async ({ summary }) => {
    const [first = "", ...rest] = summary.trim().split("\n");
    return [`- ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
  },
  getDependencyReleaseLine: async () => "",
};
export default changelog;

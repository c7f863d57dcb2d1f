/** Fails when a tag was pushed that does not name the packages' version. Without a tag there is nothing to compare. */
export const checkTag = (tag: string | undefined, version: string): void => {
  if (tag !== undefined && tag !== `v${version}`) {
    throw new Error(`The tag is ${tag}, but the packages have version ${version}. Push the tag v${version}.`);
  }
};

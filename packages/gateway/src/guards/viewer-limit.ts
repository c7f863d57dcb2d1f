import { overloaded } from "../api/refusals.ts";

/** Makes the bound of reads that stay open: each enters, and leaves once by the function that it gets. */
export const viewerLimit = (most: number): (() => () => void) => {
  let viewers = 0;
  return () => {
    if (viewers >= most) throw overloaded("The gateway has as many readers as it may. Try again later");
    viewers += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      viewers -= 1;
    };
  };
};

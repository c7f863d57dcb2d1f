import { homedir } from "node:os";

/** The user's home. Undefined for a user without one, such as a container's that no list of users has: then `homedir` throws. */
export const homeFolder = (): string | undefined => {
  try {
    return homedir();
  } catch {
    return undefined;
  }
};

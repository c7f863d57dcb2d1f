import type { Notices } from "../output/notices.ts";
import { withProfile } from "./command-profile.ts";
import type { ProfileSystem } from "./profile.ts";

/** Opens the client of a system with the settings of its cluster. */
export const openWithProfile = async <Flags extends { readonly cluster?: string }, Client>(
  system: ProfileSystem,
  open: (flags: Flags, environment: NodeJS.ProcessEnv, notices: Notices, signal: AbortSignal) => Promise<Client>,
  flags: Flags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<Client> => {
  const applied = await withProfile(system, flags, environment, signal);
  return open(applied.flags, applied.environment, notices, signal);
};

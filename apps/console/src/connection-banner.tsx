import { Loader } from "@mantine/core";
import { type ReactElement, useEffect, useSyncExternalStore } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { readConnection, reportAnswer, subscribeToConnection } from "./api/connection.ts";
import { apiUrl } from "./api/base.ts";

const askAgainMs = 2000;

/** Says that the gateway does not answer, and asks again until it does. */
export const ConnectionBanner = (): ReactElement => {
  const { lost } = useSyncExternalStore(subscribeToConnection, readConnection);
  const queries = useQueryClient();
  useEffect(() => {
    if (!lost) return undefined;
    const ask = async (): Promise<void> => {
      // Any answer is one, also a refusal.
      await fetch(apiUrl(["systems"]), { cache: "no-store" });
      reportAnswer();
      await queries.invalidateQueries();
    };
    const timer = setInterval(() => void ask().catch(() => undefined), askAgainMs);
    return () => clearInterval(timer);
  }, [lost, queries]);
  return (
    <div role="status" aria-live="assertive">
      {lost && (
        <div className="connection-lost">
          <Loader size={14} color="currentColor" /> The connection to the gateway is lost. Trying again …
        </div>
      )}
    </div>
  );
};

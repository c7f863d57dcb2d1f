import { Loader } from "@mantine/core";
import { type ReactElement, useEffect, useSyncExternalStore } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { readConnection, reportAnswer, reportLoss, subscribeToConnection } from "./api/connection.ts";
import { apiUrl } from "./api/base.ts";

const askAgainMs = 2000;

/** Shows that the gateway does not respond or wants a sign-in, and tries again until it does. */
export const ConnectionBanner = (): ReactElement => {
  const connection = useSyncExternalStore(subscribeToConnection, readConnection);
  const queries = useQueryClient();
  useEffect(() => {
    if (connection === "good") return undefined;
    const ask = async (): Promise<void> => {
      const { status } = await fetch(apiUrl(["systems"]), { cache: "no-store" });
      reportAnswer(status);
      if (readConnection() === "good") await queries.invalidateQueries();
    };
    const timer = setInterval(() => void ask().catch(reportLoss), askAgainMs);
    return () => clearInterval(timer);
  }, [connection, queries]);
  return (
    <div role="status" aria-live="assertive">
      {connection === "lost" && (
        <div className="connection-lost">
          <Loader size={14} color="currentColor" /> The connection to the gateway is lost. Trying again …
        </div>
      )}
      {connection === "signed-out" && (
        <div className="connection-lost">
          You are not signed in. Open the address that the command printed: it signs this browser in.
        </div>
      )}
    </div>
  );
};

import "@mantine/core/styles.css";
import "./console.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { GatewayError } from "./api/gateway-error.ts";
import { App } from "./app.tsx";
import { theme } from "./theme.ts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Every query is cheap, and a lost connection must heal by itself; a refusal does not.
      retry: (count, error) => (error instanceof GatewayError && !error.mayPass ? false : count < 1000),
      retryDelay: (count) => Math.min(500 * 2 ** count, 5000),
      networkMode: "always",
      staleTime: 1000,
    },
    mutations: { networkMode: "always" },
  },
});

const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

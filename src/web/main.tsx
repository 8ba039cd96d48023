/** The desk in the browser: providers around the routes. */
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import "./kit/parts.css";
import "./kit/tokens.css";
import "./kit/base.css";
import "./kit/frame.css";
import { MantineProvider } from "@mantine/core";
import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isProblem } from "./api/problem.ts";
import { onBarred, onSignedOut } from "./api/request.ts";
import { theme, variables } from "./kit/theme.ts";
import { LanguageProvider } from "./language/language.tsx";
import { createDesk } from "./router.tsx";

// What an action foresees is drawn before the next key or click counts: by default it waits for a timer, and a ticked box springs back.
notifyManager.setScheduler(queueMicrotask);

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal however often one asks; only silence and overload are worth another try.
      retry: (failures, error) => failures < 2 && isProblem(error) && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: true,
    },
  },
});

const router = createDesk(client);

/** Pages for whoever is not signed in yet. */
const doors = new Set(["/sign-in", "/forgot", "/welcome", "/reset"]);

onSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (doors.has(pathname)) return;
  void router.navigate({ to: "/sign-in", search: { back: href }, replace: true });
});

// All that such a person may see is their account, where they set one up.
onBarred(() => {
  if (!router.state.location.pathname.endsWith("/account")) void router.navigate({ to: "/account", replace: true });
});

// Where this browser is pushed to, its worker looks whether it still is (public/reach-worker.js).
navigator.serviceWorker?.controller?.postMessage({ kind: "renew" });

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <LanguageProvider>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);

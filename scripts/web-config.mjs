// How Vite builds and serves src/web; the same settings for the build, and for `npx vite --config scripts/web-config.mjs`.
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { root } from "./house.mjs";

/** @param {{ outDir?: string }} options where the built files go; default dist/web */
export function webConfig({ outDir = join(root, "dist", "web") } = {}) {
  return {
    configFile: false,
    root: join(root, "src", "web"),
    plugins: [react()],
    logLevel: "warn",
    server: { proxy: { "/api": `http://127.0.0.1:${process.env.PORT ?? 4680}` } },
    build: { outDir, emptyOutDir: true, sourcemap: false, target: "es2022", chunkSizeWarningLimit: 1_500 },
  };
}

export default webConfig();

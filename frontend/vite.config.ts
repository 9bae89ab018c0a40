import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { chunkOf } from "./vite-chunks.ts";
import { preloadFonts } from "./vite-preload-fonts.ts";

const SERVER = process.env.BULLETDROP_DEV_SERVER ?? "http://localhost:8000";

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    // The server and the wheel read the web app from here.
    outDir: "../backend/bulletdrop/web",
    emptyOutDir: true,
    assetsDir: "assets",
    // The server's policy allows no data: addresses for fonts and scripts; and small files are better kept apart and cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: "es2023",
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkOf() }], includeDependenciesRecursively: false } } },
    // The first browsers that know light-dark(), on which the themes stand; older ones get no half of it.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
  server: { proxy: { "/api": { target: SERVER, changeOrigin: true } } },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "jsdom",
    pool: "vmThreads", // a fresh context for each file in a fifth of the time
    setupFiles: ["src/test-setup.ts"],
    restoreMocks: true,
  },
});

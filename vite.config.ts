import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const SERVER = 'http://127.0.0.1:8080';
const PROXIED = ['/api', '/d', '/tiles', '/ogc', '/open311', '/openapi.json', '/docs'];

/** Every browser that runs WebGL 2 reads WOFF2: without the WOFF copies the build is half as large and the font sheet a third smaller. */
const onlyWoff2 = {
  postcssPlugin: 'onegrid-only-woff2',
  Declaration: {
    src(declaration: { value: string }) {
      declaration.value = declaration.value.replace(/,\s*url\([^)]+\.woff\)\s*format\(['"]woff['"]\)/g, '');
    },
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('web', import.meta.url)),
  base: '/',
  plugins: [vue()],
  css: { postcss: { plugins: [onlyWoff2] } },
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts stay files of their own: unicode-range then loads only the slices that a page shows.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // Engines change rarely: chunks of their own survive in caches when the product is updated.
        codeSplitting: {
          groups: [
            { name: 'map-engine', test: /node_modules[\\/]maplibre-gl[\\/]/ },
            { name: 'vue', test: /node_modules[\\/](@vue|vue|pinia|vue-router|vue-i18n|@intlify)[\\/]/ },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: Object.fromEntries(PROXIED.map((path) => [path, SERVER])) },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**', 'node_modules/**'],
    testTimeout: 20000,
  },
});

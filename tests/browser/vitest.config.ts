import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Screens of several thousand pixels and pictures read pixel by pixel, which beside another page wait for half a minute. */
const ALONE = ['figures', 'layout', 'map-pixels'].map((name) => `tests/browser/${name}.test.ts`);

const root = fileURLToPath(new URL('../..', import.meta.url));
const both = {
  // The browser is started once a process, not once a file.
  isolate: false,
  testTimeout: 120_000,
  hookTimeout: 180_000,
};

/** The page in a real browser: two files side by side, since a page leaves half of the time to the other; then the largest one by one. */
export default defineConfig({
  root,
  test: {
    globalSetup: ['tests/browser/serve-demo.ts'],
    projects: [
      {
        root,
        test: {
          ...both,
          name: 'side by side',
          include: ['tests/browser/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        test: { ...both, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});

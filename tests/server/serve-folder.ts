/** Serves the data folder of the environment without a page and prints the address; for tests that kill it. */
import { pathToFileURL } from 'node:url';
import { readConfig } from '../../server/config.ts';
import { bundledEntry } from '../../server/server-build.ts';
import { sourceRoot } from '../../server/source-root.ts';

const { serve } = (await import(
  pathToFileURL(await bundledEntry(sourceRoot(), 'main')).href
)) as typeof import('../../server/main.ts');
const { address } = await serve({ ...readConfig(), webDir: null });
console.log(address);

/** `npm start`: builds the page and makes the demo city where they are missing, then serves. */
import { pathToFileURL } from 'node:url';
import { readConfig } from './config.ts';
import { exitCode, explain } from './explain.ts';
import { isNodeTooOld, nodeTooOldMessage } from './node-version.ts';
import { prepare } from './prepare.ts';
import { sourceRoot } from './source-root.ts';

const ROOT = sourceRoot();

if (isNodeTooOld(process.versions.node)) {
  console.error(nodeTooOldMessage(process.versions.node));
  process.exit(1);
}
try {
  const config = readConfig();
  await prepare(config, { root: ROOT, page: true });
  const { bundledEntry } = await import('./server-build.ts');
  const { serve } = (await import(
    pathToFileURL(await bundledEntry(ROOT, 'main')).href
  )) as typeof import('./main.ts');
  const { address } = await serve(config);
  console.log(`一张网 OneGrid  ${address}`);
} catch (error) {
  console.error(explain(error));
  process.exit(exitCode(error));
}

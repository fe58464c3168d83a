/**
 * `npm run import -- <units|buildings|stations|organizations|network|requests|calls> <file> [--crs …] [--mapping …] [--within …]
 * [--dataset own] [--dry-run]`: brings one's own data into a data set. `requests --retry-unmatched` takes no file. Exit 0: done;
 * 2: refused, nothing changed.
 */
import { pathToFileURL } from 'node:url';
import { bundledEntry } from '../server-build.ts';
import { sourceRoot } from '../source-root.ts';

const entry = pathToFileURL(await bundledEntry(sourceRoot(), 'import')).href;
const { runImport } = (await import(entry)) as typeof import('./run-import.ts');
process.exitCode = await runImport();

import { join } from 'node:path';
import { sourceRoot } from '../../server/source-root.ts';
import { buildPage, hashWebSources, isPageBuilt } from '../../server/web-build.ts';

/** Builds the page where it is not as its sources want it: what the first start of the server would do, beside the making of its city. */
const root = sourceRoot();
const webDir = join(root, 'dist', 'web');
const sourcesHash = hashWebSources(root);
if (!(await isPageBuilt(webDir, sourcesHash))) await buildPage(root, webDir, sourcesHash, () => undefined);

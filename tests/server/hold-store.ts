/** Opens the store in the folder that is named, says `open`, and holds it until something comes in. For tests, as a process of its own. */
import { openStore } from '../../server/store/store.ts';

const store = await openStore(process.argv[2]);
process.stdout.write('open');
process.stdin.once('data', () => store.close().then(() => process.exit(0)));

/**
 * `npm run token -- --role <role> [--name <whose>]` prints a new token, once; `--list` shows which there are, `--revoke <id>` takes one
 * back. A running server takes note at once. Exit 0: done; 2: refused, nothing changed.
 */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { isRole, ROLES } from '../auth/roles.ts';
import { TokenFile } from '../auth/token-file.ts';
import { ConfigError, readConfig } from '../config.ts';

const USAGE = `npm run token -- --role ${ROLES.join('|')} [--name <whose it is>]
  prints the token on stdout, this once: only its hash is kept, in tokens.json in the data folder
  sent as the header "Authorization: Bearer <token>"; planner: keeps and changes scenarios, admin: everything
npm run token -- --list
npm run token -- --revoke <id>`;

const REFUSED = 2;

/** What is wrong with the command line. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = REFUSED;
}

async function main(): Promise<void> {
  const { role, name, list, revoke, help } = readOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  if ([role !== undefined, list === true, revoke !== undefined].filter(Boolean).length !== 1) {
    throw new UsageError(`Give one of --role, --list and --revoke.\n${USAGE}`);
  }
  const { dataDir } = readConfig();
  const tokens = new TokenFile(dataDir);
  if (list) await printList(tokens);
  else if (revoke !== undefined) await revokeToken(tokens, revoke);
  else await makeToken(tokens, dataDir, role!, name ?? '');
}

function readOptions() {
  const text = { type: 'string' as const };
  const flag = { type: 'boolean' as const };
  try {
    const options = { role: text, name: text, list: flag, revoke: text, help: { ...flag, short: 'h' } };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** The token alone on stdout, so that it can be piped into where it belongs. */
async function makeToken(tokens: TokenFile, dataDir: string, role: string, name: string): Promise<void> {
  if (!isRole(role)) throw new UsageError(`--role ${role}: there are ${ROLES.join(', ')}`);
  await mkdir(dataDir, { recursive: true });
  const { token, kept } = await tokens.add(role, name, toShanghaiIso(Date.now()));
  console.error(
    `Token ${kept.id} of role ${role}${name === '' ? '' : ` for ${name}`}. It is shown only now:`,
  );
  console.log(token);
}

async function printList(tokens: TokenFile): Promise<void> {
  const all = await tokens.list();
  if (all.length === 0) console.error('There are no tokens. Make one: npm run token -- --role planner');
  for (const { id, role, createdAt, name } of all)
    console.log(`${id}  ${role.padEnd(8)}  ${createdAt}  ${name}`);
}

async function revokeToken(tokens: TokenFile, id: string): Promise<void> {
  if (!(await tokens.revoke(id))) {
    throw new UsageError(
      `--revoke ${id}: there is no such token; npm run token -- --list shows which there are`,
    );
  }
  console.error(`Token ${id} is revoked.`);
}

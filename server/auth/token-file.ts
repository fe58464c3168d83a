import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRole, type Role } from './roles.ts';

/** A token as it is kept: never itself, only its hash. */
export interface KeptToken {
  /** What it is called by in lists and when it is revoked; says nothing about the token. */
  id: string;
  role: Role;
  name: string;
  createdAt: string;
  /** SHA-256 of the token, hexadecimal. A token is 256 random bits, so no slow hash is needed against guessing. */
  sha256: string;
}

/** What a token begins with, so that one that leaked is recognized for what it is. */
const PREFIX = 'onegrid_';
const TOKEN_BYTES = 32;
const ID_BYTES = 4;

/**
 * Tokens of one data folder, in `tokens.json` beside the data sets: an import or a renewed demo exchanges a data set and leaves them alone.
 * Read again whenever the file has changed, so that a token counts, and one that was revoked ceases to, without a restart.
 */
export class TokenFile {
  private readonly path: string;
  private known: { version: string; tokens: KeptToken[] } | null = null;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'tokens.json');
  }

  /** The oldest first. @throws where the file is broken */
  async list(): Promise<KeptToken[]> {
    const version = await stat(this.path, { bigint: true }).then(
      ({ mtimeNs, size, ino }) => `${mtimeNs} ${size} ${ino}`,
      () => null,
    );
    if (version === null) return [];
    if (this.known?.version !== version) {
      this.known = { version, tokens: parseTokens(await readFile(this.path, 'utf8'), this.path) };
    }
    return this.known.tokens;
  }

  /** The new token itself, which is nowhere kept, and what is kept of it. The data folder must be there. */
  async add(role: Role, name: string, createdAt: string): Promise<{ token: string; kept: KeptToken }> {
    const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const tokens = await this.list();
    let id: string;
    do id = randomBytes(ID_BYTES).toString('hex');
    while (tokens.some((other) => other.id === id));
    const kept = { id, role, name, createdAt, sha256: hashOf(token).toString('hex') };
    await this.write([...tokens, kept]);
    return { token, kept };
  }

  /** False: there is none of that id. */
  async revoke(id: string): Promise<boolean> {
    const tokens = await this.list();
    const rest = tokens.filter((token) => token.id !== id);
    if (rest.length === tokens.length) return false;
    await this.write(rest);
    return true;
  }

  /** Null: no such token. Looks at all of them, each in constant time: how long it takes tells nothing. */
  async find(token: string): Promise<KeptToken | null> {
    const hash = hashOf(token);
    let found: KeptToken | null = null;
    for (const kept of await this.list()) {
      if (timingSafeEqual(hash, Buffer.from(kept.sha256, 'hex'))) found = kept;
    }
    return found;
  }

  /** All or nothing, and for the owner's eyes only. */
  private async write(tokens: KeptToken[]): Promise<void> {
    const temporary = `${this.path}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify({ tokens }, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.path);
    this.known = null;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function parseTokens(text: string, path: string): KeptToken[] {
  const isToken = (value: KeptToken): boolean => isRole(value.role) && /^[0-9a-f]{64}$/.test(value.sha256);
  let tokens: unknown;
  try {
    ({ tokens } = JSON.parse(text) as { tokens: unknown });
  } catch {
    tokens = null;
  }
  if (Array.isArray(tokens) && tokens.every(isToken)) return tokens as KeptToken[];
  throw new Error(`${path} is no list of tokens: move it away, and make new tokens with npm run token`);
}

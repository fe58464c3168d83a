import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../errors.ts';
import { isLocalCaller } from './local-caller.ts';
import { mayAct, type Role } from './roles.ts';
import type { TokenFile } from './token-file.ts';

/** Who may write. Reading is free. */
export interface Access {
  /**
   * Lets through who has a token of the role or a higher one; in a demo data set also whoever sits at this machine.
   * @param bodyToken the token, where a protocol lets it come in the body; the header counts first
   * @throws {ProblemError} 401 `token-needed`, 403 `role-too-low`
   */
  require(
    role: Role,
    request: FastifyRequest,
    reply: FastifyReply,
    isDemo: boolean,
    bodyToken?: string | null,
  ): Promise<void>;
  /** Whether `require` would let the request through. */
  allows(role: Role, request: FastifyRequest, isDemo: boolean, bodyToken?: string | null): Promise<boolean>;
}

export function createAccess(tokens: TokenFile): Access {
  const allows: Access['allows'] = async (role, request, isDemo, bodyToken = null) => {
    const token = bearerToken(request) ?? bodyToken;
    if (token === null) return isDemo && isLocalCaller(request);
    const kept = await tokens.find(token);
    return kept !== null && mayAct(kept.role, role);
  };
  return {
    allows,
    async require(role, request, reply, isDemo, bodyToken = null) {
      if (await allows(role, request, isDemo, bodyToken)) return;
      const token = bearerToken(request) ?? bodyToken;
      const kept = token === null ? null : await tokens.find(token);
      if (kept !== null) throw roleTooLow(kept.role, role);
      reply.header('www-authenticate', 'Bearer realm="onegrid"');
      throw tokenNeeded(role, token !== null);
    },
  };
}

/** Null where the request brings none. */
function bearerToken({ headers }: FastifyRequest): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

function tokenNeeded(role: Role, isUnknown: boolean): ProblemError {
  const why = isUnknown
    ? 'This token is not known here, or it was revoked.'
    : 'Writing needs a token in the header "Authorization: Bearer …".';
  return new ProblemError(
    401,
    'token-needed',
    `${why} Whoever runs the server makes one with: npm run token -- --role ${role}`,
    { extra: { role } },
  );
}

function roleTooLow(has: Role, needs: Role): ProblemError {
  return new ProblemError(
    403,
    'role-too-low',
    `This token is of role "${has}"; this needs "${needs}". Whoever runs the server makes one with: npm run token -- --role ${needs}`,
    { extra: { role: needs } },
  );
}

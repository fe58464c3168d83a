import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../loopback.ts';

/** What proxies add for the address that they were asked from: with one of these, the socket's is only the proxy's own. */
const PROXY_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];
/** Where the page that asks came from, as browsers say of themselves; who is no browser says nothing. */
const OWN_PAGE = ['same-origin', 'none'];
/** Names of this machine. */
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whether somebody at this machine asks: by the socket's own address, not through a proxy, and by a name of this machine (so that a page
 * from elsewhere whose name was pointed here is not taken for one of ours).
 */
export function isLocalCaller(request: FastifyRequest): boolean {
  return (
    isLoopback(request.socket.remoteAddress ?? '') &&
    PROXY_HEADERS.every((name) => request.headers[name] === undefined) &&
    LOCAL_HOST.test(request.headers.host ?? '') &&
    isOwnPage(request)
  );
}

function isOwnPage({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return OWN_PAGE.includes(String(site));
  return headers.origin === undefined || headers.origin.endsWith(`://${headers.host}`);
}

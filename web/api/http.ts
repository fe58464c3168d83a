import type { Problem } from '../../server/contract/problem.ts';

/** A data set by name, or null for the server's current one. */
export type DatasetId = string | null;

/** What may stand in a query; null and undefined are left out. */
export type QueryValue = string | number | boolean | null | undefined;

/**
 * An answer that is not what was asked for. `code` is the problem's stable code, or `offline` where the server cannot be
 * reached and `bad-answer` where it answers with something that is no problem document; `detail` says what would work.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly detail: string;
  /** HTTP status, 0 where there was no answer. */
  readonly status: number;
  /** Legal choices, where the problem names them. */
  readonly allowed: string[];
  /** The whole problem: some bring members of their own. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(problem: { code: string; title: string; detail: string; status: number; allowed?: string[] }) {
    super(problem.title);
    this.name = 'ApiError';
    this.code = problem.code;
    this.detail = problem.detail;
    this.status = problem.status;
    this.allowed = problem.allowed ?? [];
    this.problem = { ...problem };
  }
}

/** Path prefix of a data set: every address of the server answers under it too. */
export function datasetPrefix(dataset: DatasetId): string {
  return dataset === null ? '' : `/d/${encodeURIComponent(dataset)}`;
}

/** `path` (beginning with `/`) under the data set's prefix, with the query's present values in the order given. */
export function address(dataset: DatasetId, path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return `${datasetPrefix(dataset)}${path}${text === '' ? '' : `?${text}`}`;
}

/** GET → JSON. @throws {ApiError}, or the signal's reason where it was aborted. */
export async function getJson<T>(url: string, signal: AbortSignal): Promise<T> {
  return send<T>(url, { signal, headers: { accept: 'application/json' } });
}

/** POST of JSON → JSON. @throws {ApiError}, or the signal's reason where it was aborted. */
export async function postJson<T>(url: string, body: unknown, signal: AbortSignal): Promise<T> {
  return send<T>(url, {
    method: 'POST',
    signal,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * POST or PUT of JSON, or DELETE, by somebody who may write; `token` null = without one. JSON, or null where the answer has none.
 * @throws {ApiError}, or the signal's reason where it was aborted.
 */
export async function write<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  body: unknown,
  token: string | null,
  signal: AbortSignal,
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== null) headers['content-type'] = 'application/json';
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const response = await reach(url, {
    method,
    signal,
    headers,
    body: body === null ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? null : await response.json()) as T;
}

/** GET → bytes, with progress 0…1 where the answer says how long it is. @throws {ApiError} */
export async function getBytes(url: string, onProgress: (share: number) => void): Promise<Uint8Array> {
  const response = await reach(url, {});
  if (!response.ok) throw await problemOf(response);
  const length = Number(response.headers.get('content-length') ?? 0);
  if (response.body === null || length === 0) return new Uint8Array(await response.arrayBuffer());
  const bytes = new Uint8Array(length);
  let at = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes.set(part.value, at);
    at += part.value.length;
    onProgress(at / length);
  }
  return bytes;
}

/** DELETE; the body of the answer is not read. @throws {ApiError} */
export async function sendDelete(url: string, signal: AbortSignal): Promise<void> {
  const response = await reach(url, { method: 'DELETE', signal });
  if (!response.ok) throw await problemOf(response);
}

async function send<T>(url: string, init: RequestInit): Promise<T> {
  const response = await reach(url, init);
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError({
      code: 'offline',
      title: 'The server cannot be reached',
      detail: 'Check the connection; the page asks again by itself.',
      status: 0,
    });
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiError(body);
  return new ApiError({
    code: 'bad-answer',
    title: `HTTP ${response.status}`,
    detail: response.statusText || 'The answer is no problem document.',
    status: response.status,
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'title' in body &&
    'detail' in body
  );
}

/** True for the error of a call that was cancelled on purpose. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

import { XMLParser } from 'fast-xml-parser';
import type { InjectOptions } from 'fastify';
import { expect } from 'vitest';
import type { Open311Request } from '../../../server/contract/open311.ts';
import { tinyDataset } from '../tiny-dataset.ts';

export const BASE = '/open311/v2';

export type Open311Door = Awaited<ReturnType<typeof open311Door>>;

/** The small city at its Open311 door. Paths are those below `BASE`. */
export async function open311Door() {
  const tiny = await tinyDataset();
  const { store } = await tiny.datasets.get('tiny');
  const ask = async (path: string, options: InjectOptions = {}) => {
    const answer = await tiny.app.inject({ url: `${BASE}/${path}`, ...options });
    return {
      status: answer.statusCode,
      type: answer.headers['content-type'],
      headers: answer.headers,
      text: answer.body,
    };
  };
  /** Expects JSON and reads it. */
  const json = async (path: string) => {
    const { status, type, text } = await ask(path);
    expect(type).toBe('application/json; charset=utf-8');
    return { status, body: JSON.parse(text) };
  };
  /** Expects a list of requests. `query` begins with ?, or is empty. */
  const list = async (query: string): Promise<Open311Request[]> => {
    const { status, body } = await json(`requests.json${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  return { tiny, store, ask, json, list, close: () => tiny.close() };
}

/** XML as the JSON that the specification's convention makes of it: every value a text, lists where `lists` says. */
export function parseXml(text: string, lists: string[]): Record<string, unknown> {
  expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  const parser = new XMLParser({
    parseTagValue: false,
    ignoreDeclaration: true,
    isArray: (name) => lists.includes(name),
  });
  return parser.parse(text);
}

/** JSON with every value as XML shows it. */
export function asTexts(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]));
}

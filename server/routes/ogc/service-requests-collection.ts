import type { MaskedRequest } from '../../../geodata/model/service-request.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import { featureText, pointText } from '../../encode/geojson.ts';
import { invalidParameter } from '../../errors.ts';
import type { FeatureCollectionSource, FeatureLinks } from './collection.ts';

/** 诉求, masked. `datetime` means the time of creation. One without a point has no geometry, but is listed. */
export const serviceRequestsCollection: FeatureCollectionSource = {
  id: 'service-requests',
  title: '诉求 Service requests',
  description: 'Requests, masked: no text, no person, points rounded to about 100 m; newest first',
  properties: {
    id: { type: 'integer' },
    source: { type: 'string' },
    categoryCode: { type: 'string' },
    categoryName: { type: 'string' },
    unitId: { type: 'string' },
    unitAssumed: { type: 'boolean' },
    status: { type: 'string' },
    urgency: { type: 'integer' },
    escalationLevel: { type: 'integer' },
    createdAt: { type: 'string', format: 'date-time' },
    acceptSeconds: { type: 'integer' },
    arriveSeconds: { type: 'integer' },
    resolveSeconds: { type: 'integer' },
    rating: { type: 'integer' },
    simulated: { type: 'boolean' },
  },
  filterable: [
    'source',
    'categoryCode',
    'unitId',
    'unitAssumed',
    'status',
    'urgency',
    'escalationLevel',
    'rating',
    'simulated',
  ],
  temporal: true,
  async page({ store }, { within, bbox, period, filters, limit, offset }) {
    const selection = await store.select({
      within: within ?? undefined,
      // Without a period the collection is all of it, not the last thirty days.
      from: toShanghaiIso(period?.fromMs ?? EARLIEST_MS),
      // The store's end is exclusive and whole seconds; the standard's is inclusive.
      to: toShanghaiIso((period?.toMs ?? store.asOfMs()) + 1000),
      category: filters.get('categoryCode'),
      source: filters.get('source'),
      status: filters.get('status'),
      urgency: readNumber(filters, 'urgency'),
    });
    const page = await store.requests.page({
      selection,
      bbox: bbox ?? undefined,
      unitId: filters.get('unitId'),
      unitAssumed: readFlag(filters, 'unitAssumed'),
      simulated: readFlag(filters, 'simulated'),
      escalationLevel: readNumber(filters, 'escalationLevel'),
      rating: readNumber(filters, 'rating'),
      limit,
      offset,
    });
    return { features: page.requests.map((row) => requestText(row)), numberMatched: page.numberMatched };
  },
  async get({ store }, id, links) {
    if (!/^\d{1,15}$/.test(id)) return null;
    const row = await store.requests.get(Number(id));
    return row && requestText(row, links);
  },
};

/** Before any request: 1970-01-02 in Shanghai. */
const EARLIEST_MS = 24 * 3600 * 1000;

function requestText(row: MaskedRequest, links?: FeatureLinks): string {
  const { position, ...properties } = row;
  return featureText(row.id, position && pointText(position), properties, links);
}

function readNumber(filters: Map<string, string>, name: string): number | undefined {
  const text = filters.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,4}$/.test(text)) throw invalidParameter(name, 'give a whole number');
  return Number(text);
}

function readFlag(filters: Map<string, string>, name: string): boolean | undefined {
  const text = filters.get(name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false')
    throw invalidParameter(name, 'give true or false', ['true', 'false']);
  return text === 'true';
}

import { XMLParser } from 'fast-xml-parser';
import { allBytes, type ByteSource } from './byte-source.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { KindMapping } from './mapping.ts';
import type { TableStream } from './table-stream.ts';

/**
 * Members of a service request of GeoReport v2 that are read; `resolved_datetime` is ours. Description, media and all that is not
 * named here are left where they are.
 */
const COLUMNS = [
  'service_request_id',
  'service_code',
  'service_name',
  'requested_datetime',
  'resolved_datetime',
  'agency_responsible',
  'address',
  'lat',
  'long',
] as const;

const FIELDS: KindMapping = {
  fields: {
    externalId: 'service_request_id',
    source: { constant: 'open311' },
    createdAt: 'requested_datetime',
    resolvedAt: 'resolved_datetime',
    handlingUnit: 'agency_responsible',
    address: 'address',
    lon: 'long',
    lat: 'lat',
  },
  categories: [{ name: 'service_name', code: 'service_code' }],
};

/** Coordinates of GeoReport v2 are WGS 84. */
export const OPEN311_CRS = 'wgs84';

/** Whether bytes look like a saved answer of GeoReport v2 rather than a table. */
export function isServiceRequests({ head }: ByteSource): boolean {
  return /^(?:\xef\xbb\xbf)?\s*[[{<]/.test(head.subarray(0, 256).toString('latin1'));
}

/** A mapping may say otherwise field by field; `source` above all. */
export function withServiceRequestFields(given: KindMapping | null): KindMapping {
  return { ...FIELDS, ...given, fields: { ...FIELDS.fields, ...given?.fields } };
}

/**
 * A saved answer of `GET /requests` of GeoReport v2, JSON or XML, as a table.
 * @throws {ImportRefusal} not-service-requests
 */
export async function openServiceRequests(source: ByteSource): Promise<TableStream> {
  const text = new TextDecoder().decode(await allBytes(source));
  const requests = /^\s*</.test(text) ? parseXml(text, source.fileName) : parseJson(text, source.fileName);
  const cells = requests.map(cellsOf);
  return {
    fileName: source.fileName,
    columns: [...COLUMNS],
    async *batches() {
      yield { first: 0, cells, marks: new Map(), share: 1 };
    },
  };
}

type ServiceRequest = Record<string, unknown>;

function parseJson(text: string, fileName: string): ServiceRequest[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw refusal(fileName, `is no JSON (${error instanceof Error ? error.message : error})`);
  }
  const list = isRecord(parsed) ? (parsed.service_requests ?? parsed.requests) : parsed;
  if (!Array.isArray(list) || !list.every(isRecord))
    throw refusal(fileName, 'holds no list of service requests');
  return list;
}

function parseXml(text: string, fileName: string): ServiceRequest[] {
  // Values stay texts: an id of digits keeps its zeros.
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'request' });
  let parsed: unknown;
  try {
    parsed = parser.parse(text, true);
  } catch (error) {
    throw refusal(fileName, `is no XML (${error instanceof Error ? error.message : error})`);
  }
  const root = isRecord(parsed) ? parsed.service_requests : undefined;
  // An empty element is an answer without requests.
  if (root === '') return [];
  if (!isRecord(root)) throw refusal(fileName, 'has no <service_requests>');
  const list = root.request ?? [];
  if (!Array.isArray(list)) throw refusal(fileName, 'has no <request> in its <service_requests>');
  return list.filter(isRecord);
}

function cellsOf(request: ServiceRequest): string[] {
  const text = (member: string) => {
    const value = request[member];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const isClosed = text('status').toLowerCase() === 'closed';
  return COLUMNS.map((column) => {
    // The protocol says when a request was last changed; a closed one was last changed by being closed.
    if (column === 'resolved_datetime') return isClosed ? text('updated_datetime') : '';
    if (column === 'service_name') return text('service_name') || text('service_code');
    return text(column);
  });
}

function isRecord(value: unknown): value is ServiceRequest {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(fileName: string, why: string): ImportRefusal {
  return new ImportRefusal(
    'not-service-requests',
    `${fileName} ${why}: give a table, or a saved answer of GET /requests.json or /requests.xml (GeoReport v2)`,
  );
}

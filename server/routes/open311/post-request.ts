import { randomUUID } from 'node:crypto';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import type { Open311Posted, Open311Token } from '../../contract/open311.ts';
import { notFound } from '../../errors.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import { type Fields, fieldNumber, fieldText, refusal } from './fields.ts';
import { requireService } from './services.ts';

/** As the store names it; its rows go by the token of their POST. */
const SOURCE = 'Open311';
const NOTICE =
  'Kept are the service, the time and the place, which is shown rounded to about 100 m. What was said of the person, the description and the media were not kept.';

/**
 * Keeps a request and says so after the commit. A client that gives its own token (header `Idempotency-Key`) may send the same again: it is
 * answered with the request that is there.
 * @throws {ProblemError} 400, 404 @throws {StoreBusy}
 */
export async function postRequest(
  dataset: OpenDataset,
  fields: Fields,
  key: string | null,
): Promise<Open311Posted> {
  const { store, intake } = dataset;
  const code = fieldText(fields, 'service_code');
  if (code === null) throw refusal('service_code was not provided; GET services lists them');
  requireService(store, code);
  if (key !== null && key.length > 100) throw refusal('Idempotency-Key: give at most 100 characters');
  const known = key === null ? null : await store.requests.idOf(SOURCE, key);
  if (known !== null) return posted(known);
  const { ids, reasons } = await intake.put([
    {
      source: SOURCE,
      externalId: key ?? randomUUID(),
      createdAt: toShanghaiIso(Date.now()),
      categoryCode: code,
      ...place(fields),
    },
  ]);
  const [id] = ids;
  if (id === null || id === undefined) throw refusal(reasons[0]!.message);
  return posted(id);
}

function posted(id: number): Open311Posted {
  return { service_request_id: String(id), service_notice: NOTICE, account_id: null };
}

function place(fields: Fields): { lon?: number; lat?: number; unitId?: string; address?: string } {
  const lat = fieldNumber(fields, 'lat', (value) => Math.abs(value) <= 90, 'degrees north, like 26.65');
  const lon = fieldNumber(fields, 'long', (value) => Math.abs(value) <= 180, 'degrees east, like 106.63');
  if ((lat === null) !== (lon === null)) throw refusal('lat and long: both are needed, or neither');
  const unitId = fieldText(fields, 'address_id');
  const address = fieldText(fields, 'address_string');
  if (lat === null && unitId === null && address === null) {
    throw refusal('no location was provided; give lat and long, or address_string, or address_id');
  }
  return {
    ...(lat === null || lon === null ? {} : { lat, lon }),
    ...(unitId === null ? {} : { unitId }),
    ...(address === null ? {} : { address: address.slice(0, 200) }),
  };
}

/** @throws {ProblemError} 404 */
export async function resolveToken({ store }: OpenDataset, token: string): Promise<Open311Token> {
  const id = await store.requests.idOf(SOURCE, token);
  if (id === null) throw notFound('unknown-token', `token: "${token}" was not found`);
  return { service_request_id: String(id), token };
}

import { type Static, Type } from 'typebox';

/** Open311 GeoReport v2, by its own names. XML says the same: what is null here is an empty element there. */
export const OPEN311_FORMATS = ['json', 'xml'] as const;
export type Open311Format = (typeof OPEN311_FORMATS)[number];

/** Rows of an answer and days of a period, as the specification has them. */
export const OPEN311_MOST_ROWS = 1000;
export const OPEN311_DAYS = 90;

const Text = Type.Union([Type.String(), Type.Null()]);
const Degrees = Type.Union([Type.Number(), Type.Null()]);

export const Open311Discovery = Type.Object({
  changeset: Type.String(),
  contact: Type.String(),
  key_service: Type.String(),
  endpoints: Type.Array(
    Type.Object({
      specification: Type.String(),
      url: Type.String(),
      changeset: Type.String(),
      type: Type.Enum(['production', 'test']),
      formats: Type.Array(Type.String()),
    }),
  ),
});
export interface Open311Discovery {
  changeset: string;
  contact: string;
  key_service: string;
  endpoints: {
    specification: string;
    url: string;
    changeset: string;
    type: 'production' | 'test';
    formats: string[];
  }[];
}

export const Open311Service = Type.Object({
  service_code: Type.String(),
  service_name: Type.String(),
  description: Type.String(),
  metadata: Type.Boolean(),
  type: Type.Literal('realtime'),
  keywords: Type.String(),
  group: Type.String(),
});
export type Open311Service = Static<typeof Open311Service>;

/** Services here ask for nothing beyond what every request has. */
export const Open311Definition = Type.Object({
  service_code: Type.String(),
  attributes: Type.Array(Type.Object({})),
});
export type Open311Definition = Static<typeof Open311Definition>;

/** `description`, `zipcode` and `media_url` are always null: such things are not kept. The point is rounded to about 100 m. */
export const Open311Request = Type.Object({
  service_request_id: Type.String(),
  status: Type.Enum(['open', 'closed']),
  status_notes: Text,
  service_name: Type.String(),
  service_code: Type.String(),
  description: Type.Null(),
  agency_responsible: Text,
  service_notice: Text,
  requested_datetime: Type.String(),
  updated_datetime: Type.String(),
  expected_datetime: Type.Null(),
  address: Type.String({ description: 'names of units, from the finest to the widest' }),
  address_id: Type.String({ description: 'id of the unit' }),
  zipcode: Type.Null(),
  lat: Degrees,
  long: Degrees,
  media_url: Type.Null(),
});
export interface Open311Request {
  service_request_id: string;
  status: 'open' | 'closed';
  status_notes: string | null;
  service_name: string;
  service_code: string;
  description: null;
  agency_responsible: string | null;
  service_notice: string | null;
  requested_datetime: string;
  updated_datetime: string;
  expected_datetime: null;
  address: string;
  address_id: string;
  zipcode: null;
  lat: number | null;
  long: number | null;
  media_url: null;
}

export const Open311Posted = Type.Object({
  service_request_id: Type.String(),
  service_notice: Type.String(),
  account_id: Type.Null(),
});
export type Open311Posted = Static<typeof Open311Posted>;

export const Open311Token = Type.Object({ service_request_id: Type.String(), token: Type.String() });
export type Open311Token = Static<typeof Open311Token>;

export const Open311Error = Type.Object({ code: Type.Integer(), description: Type.String() });
export type Open311Error = Static<typeof Open311Error>;

const optional = (description: string) => Type.Optional(Type.String({ description }));

export const Open311JurisdictionQuery = Type.Object({
  jurisdiction_id: optional('the data set or its root unit; there is one, so that it may be left out'),
});

/** `GET requests.{format}` */
export const Open311RequestsQuery = Type.Object({
  ...Open311JurisdictionQuery.properties,
  service_request_id: optional('ids, with commas between; overrides all others'),
  service_code: optional('codes, with commas between'),
  start_date: optional(`W3C date and time; at most ${OPEN311_DAYS} days before end_date`),
  end_date: optional('W3C date and time, inclusive; default: the newest data'),
  status: optional('open, closed or both with a comma between'),
  page: optional('from 1'),
  page_size: optional(`at most ${OPEN311_MOST_ROWS}`),
});

/** `POST requests.{format}`: one of lat and long, address_string, address_id. What is said of a person is accepted and not kept. */
export const Open311Post = Type.Object({
  ...Open311JurisdictionQuery.properties,
  api_key: optional('the token, where it does not come as Authorization: Bearer'),
  service_code: Type.String(),
  lat: optional('degrees, WGS 84'),
  long: optional('degrees, WGS 84'),
  address_string: optional('exact name of a unit, an estate or a building; not kept'),
  address_id: optional('id of a unit, an estate or a building'),
  description: optional('not kept'),
  email: optional('not kept'),
  device_id: optional('not kept'),
  account_id: optional('not kept'),
  first_name: optional('not kept'),
  last_name: optional('not kept'),
  phone: optional('not kept'),
  media_url: optional('not kept'),
});

import type { FeatureLinks } from './collection.ts';

export const GEOJSON = 'application/geo+json';
export const JSON_TYPE = 'application/json';
export const OPENAPI = 'application/vnd.oai.openapi+json;version=3.0';

/** @param base beginning of absolute addresses, without a slash at the end */
export function landingLinks(base: string): FeatureLinks {
  return [
    { rel: 'self', type: JSON_TYPE, title: 'This document', href: `${base}/ogc` },
    { rel: 'service-desc', type: OPENAPI, title: 'The API', href: `${base}/openapi.json` },
    { rel: 'service-doc', type: 'text/html', title: 'The API, to read', href: `${base}/docs` },
    { rel: 'conformance', type: JSON_TYPE, title: 'What this conforms to', href: `${base}/ogc/conformance` },
    { rel: 'data', type: JSON_TYPE, title: 'The collections', href: `${base}/ogc/collections` },
  ];
}

export function collectionLinks(base: string, id: string): FeatureLinks {
  const self = `${base}/ogc/collections/${id}`;
  return [
    { rel: 'self', type: JSON_TYPE, title: 'This document', href: self },
    { rel: 'items', type: GEOJSON, title: 'The features', href: `${self}/items` },
    {
      rel: 'http://www.opengis.net/def/rel/ogc/1.0/queryables',
      type: 'application/schema+json',
      title: 'Properties to filter by',
      href: `${self}/queryables`,
    },
  ];
}

/**
 * self, next and prev keep every parameter of the question; `next` is there as long as more features match.
 * @param parameters of the request, limit and offset excepted
 */
export function pageLinks(
  address: string,
  parameters: Record<string, string>,
  page: { limit: number; offset: number; returned: number; matched: number },
): FeatureLinks {
  const { limit, offset, returned, matched } = page;
  const link = (rel: string, title: string, at: number) => ({
    rel,
    type: GEOJSON,
    title,
    href: `${address}?${new URLSearchParams({ ...parameters, limit: String(limit), ...(at > 0 ? { offset: String(at) } : {}) })}`,
  });
  const links: FeatureLinks = [link('self', 'This page', offset)];
  links.push({ ...link('alternate', 'This page as plain JSON', offset), type: JSON_TYPE });
  if (offset + returned < matched && returned > 0) links.push(link('next', 'Next page', offset + returned));
  if (offset > 0) links.push(link('prev', 'Page before', Math.max(0, offset - limit)));
  return links;
}

export function itemLinks(
  base: string,
  collectionId: string,
  featureId: string,
  scenario?: string,
): FeatureLinks {
  const query = scenario === undefined ? '' : `?scenario=${encodeURIComponent(scenario)}`;
  const collection = `${base}/ogc/collections/${collectionId}`;
  return [
    {
      rel: 'self',
      type: GEOJSON,
      title: 'This feature',
      href: `${collection}/items/${encodeURIComponent(featureId)}${query}`,
    },
    { rel: 'collection', type: JSON_TYPE, title: 'Its collection', href: collection },
  ];
}

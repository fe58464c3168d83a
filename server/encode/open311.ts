import { XMLBuilder } from 'fast-xml-parser';
import type { Open311Format } from '../contract/open311.ts';

export const OPEN311_TYPES: Record<Open311Format, string> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
};

/** Name of the element for each entry of a list. */
const ENTRIES: Record<string, string> = {
  services: 'service',
  service_requests: 'request',
  errors: 'error',
  attributes: 'attribute',
  endpoints: 'endpoint',
  formats: 'format',
};

const builder = new XMLBuilder({ suppressEmptyNode: true });

/**
 * The same answer in both formats, by the Spark convention of the specification: in JSON the root has no name and a list is an array; in
 * XML the root is `root`, and each entry of a list an element of its own. Null is an empty element.
 */
export function open311Text(format: Open311Format, root: string, value: object): string {
  if (format === 'json') return JSON.stringify(value);
  const tree = { [root]: toElements(root, value) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(tree)}`;
}

function toElements(name: string, value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) {
    const entry = ENTRIES[name]!;
    return value.length === 0 ? '' : { [entry]: value.map((one) => toElements(entry, one)) };
  }
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([member, one]) => [member, toElements(member, one)]),
    );
  }
  return typeof value === 'string' ? value.replace(UNSPEAKABLE, '') : value;
}

/** Signs that XML cannot hold, not even escaped: control signs but tab and line breaks, and halves of pairs. */
const UNSPEAKABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu;

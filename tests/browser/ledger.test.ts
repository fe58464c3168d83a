import { expect, inject, it } from 'vitest';
import { keepsPromise } from '../../geodata/cases/figure-promise.ts';
import type { FigureOfRecord } from '../../geodata/model/figure.ts';

const address = inject('address');

async function get(path: string): Promise<unknown> {
  const response = await fetch(`${address}${path}`);
  expect(response.status, path).toBe(200);
  return response.json();
}

/** RFC 6901. */
function at(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, token) => (value as Record<string, unknown> | undefined)?.[token], document);
}

it('shows every countable figure of the article as it is printed', async () => {
  const figures = (await get('/api/ledger')) as FigureOfRecord[];
  const probed = figures.filter(({ probe, doubt }) => probe !== null && doubt === null);
  expect(probed.length).toBeGreaterThan(20);
  const broken: string[] = [];
  for (const figure of probed) {
    const measured = at(await get(figure.probe!.address), figure.probe!.pointer);
    if (typeof measured !== 'number' || !keepsPromise(figure, measured))
      broken.push(`${figure.id}: printed ${figure.value}${figure.qualifier}, shown ${measured}`);
  }
  expect(broken).toEqual([]);
});

it.each([
  ['520115', { subdistrict: 7, community: 89, gridCell: 770 }],
  ['520113', { subdistrict: 5, community: 34, gridCell: 301 }],
  ['520112', { subdistrict: 5 }],
])('%s has the units that the article names', async (id, counts) => {
  expect(await get(`/api/units/${id}`)).toMatchObject({ counts });
});

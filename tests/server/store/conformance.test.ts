import { afterAll, beforeAll, expect, it } from 'vitest';
import { countCalls } from './conformance/calls.ts';
import { askCity } from './conformance/city.ts';
import { followRequests } from './conformance/followed-requests.ts';
import { askIndicators } from './conformance/indicators.ts';
import { FROM_MS, SLOW_MS, TO_MS } from './conformance/questions.ts';
import { askRequests } from './conformance/requests.ts';
import { rollUp } from './conformance/roll-ups.ts';
import { keepScenarios } from './conformance/scenarios.ts';
import { askSupervision } from './conformance/supervision.ts';
import { thornyCity } from './conformance/thorny-city.ts';
import { keepUnmatched } from './conformance/unmatched.ts';
import { blowWhistles } from './conformance/whistles.ts';
import { write } from './conformance/writes.ts';
import { randomRequests } from './random-requests.ts';
import { openTwoStores, type Same, type TwoStores } from './two-stores.ts';

/**
 * Every query of the store on DuckDB and on PostgreSQL, with the same data: the answers and, in the end, all tables are the same. The parts
 * are files of conformance/, run here one after the other over one pair of stores: what one writes, the next ones are asked about.
 */

let stores: TwoStores;
/** As of the stores, which are not open yet when the tests are told. */
const same: Same = (ask) => stores.same(ask);

beforeAll(async () => {
  stores = await openTwoStores();
  await same(async (store) => {
    const steps: number[] = [];
    await store.loadCity(thornyCity(), (done) => steps.push(done));
    return steps;
  });
  const unitIds = await same((store) => store.units.list().map((unit) => unit.id));
  const batches = [1, 2, 3].map((seed) => {
    const third = (TO_MS - FROM_MS) / 3;
    return {
      ...randomRequests({
        seed,
        length: 3000,
        unitIds: unitIds.filter((id) => id.length >= 12),
        fromMs: FROM_MS + (seed - 1) * third,
        toMs: FROM_MS + seed * third,
        sorted: seed !== 2,
        externalPrefix: `ext-${seed}-`,
      }),
      handlingUnit: Array.from({ length: 3000 }, (_, row) => `部门${row % 7}`),
    };
  });
  expect(await same((store) => store.loadRequests(batches, () => undefined))).toBe(9000);
}, SLOW_MS);
afterAll(() => stores?.remove());

// What is only asked comes first, then what writes, then what is asked of all that was written.
askCity(same);
askRequests(same);
askIndicators(same);
write(same);
keepScenarios(same);
blowWhistles(same);
askSupervision(same);
followRequests(same);
keepUnmatched(same);
countCalls(same);
rollUp(same);

it('every table holds the same in the end, but for the moments of plans', { timeout: SLOW_MS }, async () => {
  const differences = await stores.differences();
  expect(differences.filter((text) => !text.includes('scenarios'))).toEqual([]);
});

it('every method of the store was asked of both', async () => {
  // Closed by the test before.
  await same((store) => store.close().catch(() => undefined));
  expect(stores.methods().filter((name) => !stores.called.has(name))).toEqual([]);
});

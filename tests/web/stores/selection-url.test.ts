import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REQUEST_STATUSES } from '../../../geodata/model/request-life.ts';
import {
  type Camera,
  DEFAULT_SELECTION,
  formatSelection,
  HEAT_MODES,
  LANGUAGES,
  MAP_KINDS,
  OPENING_TIMES,
  PERIOD_NAMES,
  type Period,
  parseSelection,
  type SelectionState,
  TAB_NAMES,
  THEME_CHOICES,
  URGENCIES,
  WALKERS,
} from '../../../web/stores/selection-url.ts';

const name = fc.string({ minLength: 1, maxLength: 20 });
const day = fc
  .integer({ min: 0, max: 20000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const period: fc.Arbitrary<Period> = fc.oneof(
  fc.constantFrom(...PERIOD_NAMES),
  fc
    .tuple(day, day)
    .filter(([from, to]) => from < to)
    .map(([from, to]) => ({ from, to })),
);
const rounded = (low: number, high: number, steps: number): fc.Arbitrary<number> =>
  fc.integer({ min: low * steps, max: high * steps }).map((value) => value / steps);
const camera: fc.Arbitrary<Camera> = fc.record({
  lon: rounded(-180, 180, 1e5),
  lat: rounded(-85, 85, 1e5),
  zoom: rounded(0, 22, 100),
  bearing: rounded(-180, 180, 10),
  pitch: rounded(0, 65, 10),
});
const selection: fc.Arbitrary<SelectionState> = fc.record({
  dataset: fc.option(name),
  unitId: fc.option(name),
  map: fc.constantFrom(...MAP_KINDS),
  indicatorId: fc.option(name),
  period,
  category: fc.option(name),
  source: fc.option(name),
  status: fc.option(fc.constantFrom(...REQUEST_STATUSES)),
  urgency: fc.option(fc.constantFrom(...URGENCIES)),
  handlingUnit: fc.option(name),
  requestId: fc.option(fc.maxSafeNat().map((id) => id % 1e15)),
  whistleId: fc.option(fc.maxSafeNat().map((id) => id % 1e15)),
  stationId: fc.option(name),
  heatMode: fc.constantFrom(...HEAT_MODES),
  cutoffMinutes: fc.option(rounded(1, 60, 2)),
  theme: fc.constantFrom(...THEME_CHOICES),
  lang: fc.constantFrom(...LANGUAGES),
  plan: fc.option(name),
  walker: fc.option(fc.constantFrom(...WALKERS)),
  when: fc.option(fc.constantFrom(...OPENING_TIMES.filter((when) => when !== 'anytime'))),
  scenario: fc.option(name),
  show: fc.option(name),
  tab: fc.option(fc.constantFrom(...TAB_NAMES)),
  camera: fc.option(camera),
});

describe('the selection in the address', () => {
  it('comes back exactly, through the text of an address', () => {
    fc.assert(
      fc.property(selection, (state) => {
        const search = new URLSearchParams(formatSelection(state)).toString();
        const query = Object.fromEntries(new URLSearchParams(search));
        // -0 is written as 0: the same place on the map.
        expect(JSON.stringify(parseSelection(query))).toBe(JSON.stringify(state));
      }),
    );
  });

  it('leaves out what is as usual', () => {
    expect(formatSelection(DEFAULT_SELECTION)).toEqual({});
    expect(parseSelection({})).toEqual(DEFAULT_SELECTION);
  });

  it('never throws, whatever the address holds', () => {
    const value = fc.oneof(
      fc.string(),
      fc.constant(null),
      fc.array(fc.oneof(fc.string(), fc.constant(null))),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('period', 'camera', 'cutoff', 'map', 'unit'), value),
        (query) => {
          const state = parseSelection(query);
          expect(parseSelection(formatSelection(state))).toEqual(state);
        },
      ),
    );
  });

  it.each([
    [{ period: '2026-02-01..2026-01-01' }, { period: '7d' }],
    [{ period: '2026-01-01..2026-02-01' }, { period: { from: '2026-01-01', to: '2026-02-01' } }],
    [{ cutoff: '0' }, { cutoffMinutes: null }],
    [{ cutoff: '61' }, { cutoffMinutes: null }],
    [{ map: 'globe' }, { map: 'grid' }],
    [{ camera: '106.6,26.6,12,0' }, { camera: null }],
    [{ camera: '999,26.6,12,0,0' }, { camera: null }],
    [{ unit: ['520115', '520113'] }, { unitId: '520115' }],
  ])('%j → %j', (query, part) => {
    expect(parseSelection(query)).toMatchObject(part);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparisonDay, NAMED_COMPARISONS } from '../../../geodata/model/comparison.ts';
import { REQUEST_STATUSES } from '../../../geodata/model/request-life.ts';
import { HOUR_MS, startOfStep, TIME_STEPS } from '../../../geodata/model/time-step.ts';
import {
  type Camera,
  CLOCKS_VIEWS,
  DEFAULT_SELECTION,
  formatSelection,
  HEAT_MODES,
  LANGUAGES,
  MAP_KINDS,
  OPENING_TIMES,
  PERIOD_NAMES,
  type Period,
  PLAY_SPEEDS,
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
const standing = { timeStep: null, frameMs: null, playSpeed: null };
/** Put away, out, at a step of its own kind, or playing. */
const timeAxis: fc.Arbitrary<Pick<SelectionState, 'timeStep' | 'frameMs' | 'playSpeed'>> = fc.oneof(
  fc.constant(standing),
  fc.constantFrom(...TIME_STEPS).map((timeStep) => ({ ...standing, timeStep })),
  fc.tuple(fc.constantFrom(...TIME_STEPS), fc.integer({ min: 0, max: 480_000 })).map(([timeStep, hours]) => ({
    ...standing,
    timeStep,
    frameMs: startOfStep(hours * HOUR_MS, timeStep),
  })),
  fc
    .tuple(fc.constantFrom(...TIME_STEPS), fc.constantFrom(...PLAY_SPEEDS))
    .map(([timeStep, playSpeed]) => ({ ...standing, timeStep, playSpeed })),
);
const others = fc.record({
  dataset: fc.option(name),
  unitId: fc.option(name),
  map: fc.constantFrom(...MAP_KINDS),
  indicatorId: fc.option(name),
  period,
  compare: fc.option(fc.oneof(fc.constantFrom(...NAMED_COMPARISONS), day as fc.Arbitrary<ComparisonDay>)),
  category: fc.option(name),
  source: fc.option(name),
  status: fc.option(fc.constantFrom(...REQUEST_STATUSES)),
  hours: fc.option(fc.constantFrom('0', '7,8,17', '22,23')),
  clocksBy: fc.option(fc.constantFrom(...CLOCKS_VIEWS)),
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
const selection: fc.Arbitrary<SelectionState> = fc
  .tuple(others, timeAxis)
  .map(([rest, time]) => ({ ...rest, ...time }));

const sorted = (state: SelectionState) =>
  JSON.stringify(Object.entries(state).sort(([left], [right]) => left.localeCompare(right)));

describe('the selection in the address', () => {
  it('comes back exactly, through the text of an address', () => {
    fc.assert(
      fc.property(selection, (state) => {
        const search = new URLSearchParams(formatSelection(state)).toString();
        const query = Object.fromEntries(new URLSearchParams(search));
        // -0 is written as 0: the same place on the map.
        expect(sorted(parseSelection(query))).toBe(sorted(state));
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
    [{ compare: 'never' }, { compare: null }],
    [{ compare: '2025-02-31' }, { compare: null }],
    [{ compare: '2025-02-28' }, { compare: '2025-02-28' }],
    [
      { time: 'century', at: '2026-03-04' },
      { timeStep: null, frameMs: null },
    ],
    [{ time: 'week', at: '2026-03-04T15:00' }, { frameMs: Date.parse('2026-03-02T00:00:00+08:00') }],
    [
      { time: 'week', at: '2026-03-02', play: '4' },
      { frameMs: null, playSpeed: 4 },
    ],
    [{ play: '4' }, { playSpeed: null }],
    [{ time: 'day', play: '1000' }, { playSpeed: null }],
    [{ camera: '106.6,26.6,12,0' }, { camera: null }],
    [{ camera: '999,26.6,12,0,0' }, { camera: null }],
    [{ unit: ['520115', '520113'] }, { unitId: '520115' }],
  ])('%j → %j', (query, part) => {
    expect(parseSelection(query)).toMatchObject(part);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskedRequest } from '../../../geodata/model/service-request.ts';
import type { OrganizationCoverageAnswer } from '../../../server/contract/organizations.ts';
import type {
  CellCoverageAnswer,
  IsochroneFeature,
  StationRow,
} from '../../../server/contract/service-areas.ts';
import { CELL_MARK } from '../../../web/layers/area-style.ts';
import {
  coverageColour,
  organizationCellStates,
  organizationSigns,
  ribbonFeatures,
  ribbonOrder,
} from '../../../web/layers/organization.ts';
import { requestSigns, signLevel, spokenRequest } from '../../../web/layers/request-signs.ts';
import {
  assignmentsOf,
  bandColours,
  bandFeatures,
  coverageCellStates,
  stationFeatures,
} from '../../../web/layers/service-area.ts';
import { THEMES } from '../../../web/theme/tokens.ts';

const CENTERS: Record<string, number[]> = { a: [0, 0], b: [1, 0], c: [2, 0], d: [3, 1] };
const centerOf = (id: string): number[] | null => CENTERS[id] ?? null;
const WORDS = { vacant: '空缺', joint: (cells: number) => `联 ${cells}` };

const coverage: OrganizationCoverageAnswer = {
  unitIds: ['a', 'b', 'c', 'd', 'nowhere'],
  states: ['joint', 'joint', 'vacant', 'single', 'vacant'],
  branchIds: [['x'], ['x'], [], ['y'], []],
  stars: [5, null, null, 4, 3],
  totals: { gridCells: 5, covered: 3, byState: {} },
  joint: [
    { organizationId: 'x', name: '联合党支部', unitIds: ['a', 'b'] },
    { organizationId: 'z', name: '一格', unitIds: ['c', 'elsewhere'] },
  ],
  stars3to5: {},
  asOf: '',
};

describe('organizations on the map', () => {
  it('paints each state in its own colour and marks vacancies', () => {
    const tokens = THEMES.night;
    const colours = (['single', 'joint', 'attached', 'vacant'] as const).map((state) =>
      coverageColour(tokens, state),
    );
    expect(new Set(colours).size).toBe(4);
    const states = organizationCellStates('night', coverage);
    expect([...states].filter(([, state]) => state.mark === CELL_MARK.vacant).map(([id]) => id)).toEqual([
      'c',
      'nowhere',
    ]);
  });

  it('runs a ribbon through every cell once, from an end', () => {
    expect(ribbonOrder([CENTERS.b, CENTERS.a, CENTERS.d, CENTERS.c])).toEqual([
      CENTERS.d,
      CENTERS.c,
      CENTERS.b,
      CENTERS.a,
    ]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 8 }), (centers) => {
        const order = ribbonOrder(centers);
        expect(order).toHaveLength(centers.length);
        expect([...order].sort()).toEqual([...centers].sort());
      }),
    );
  });

  it('has a ribbon only where two cells are known, a ring in each of its cells', () => {
    const { lines, nodes } = ribbonFeatures(coverage.joint, centerOf);
    expect(lines.features.map((line) => line.geometry.coordinates.length)).toEqual([2]);
    expect(nodes.features).toHaveLength(2);
  });

  it('names vacancies and joint branches, and hides no ring under stars', () => {
    const signs = organizationSigns(coverage, centerOf, WORDS).features.map(({ properties }) => properties);
    expect(signs).toEqual([
      { kind: 'joint', text: '联 2', stars: 0 },
      { kind: 'vacant', text: '空缺', stars: 0 },
      { kind: 'star', text: '4', stars: 4 },
    ]);
  });
});

describe('service areas on the map', () => {
  const band = (cutoffMinutes: number): IsochroneFeature => ({
    type: 'Feature',
    geometry: { type: 'MultiPolygon', coordinates: [] },
    properties: { originIndex: 0, stationId: 's', cutoffMinutes },
  });
  const station = {
    id: 's',
    name: '站',
    position: [5, 5],
    openNow: true,
    assignedUnitIds: ['a', 'nowhere'],
  } as StationRow;

  it('lays the nearer bands on the wider ones, whatever comes first', () => {
    const order = bandFeatures([band(5), band(15), band(10)]).features.map(
      (one) => one.properties.cutoffMinutes,
    );
    expect(order).toEqual([15, 10, 5]);
    expect(new Set(bandColours(THEMES.day)).size).toBe(3);
  });

  it('marks a cell as a gap below half of its residents, never an empty one', () => {
    const cells: CellCoverageAnswer = {
      unitIds: ['a', 'b', 'c'],
      walkMinutes: [1, 20, null],
      coveredResidents: [50, 49, 0],
      residents: [100, 100, 0],
      nearestStationIds: [null, null, null],
      cutoffMinutes: 15,
      asOf: '',
    };
    const states = [...coverageCellStates('night', cells, false).values()];
    expect(states.map((state) => state.mark)).toEqual([CELL_MARK.none, CELL_MARK.gap, CELL_MARK.none]);
    expect(states[0].fill).toBe(bandColours(THEMES.night)[0]);
    const withBands = [...coverageCellStates('night', cells, true).values()];
    expect(new Set(withBands.map((state) => state.fill)).size).toBe(1);
  });

  it('ties a station to the units that it is answerable for', () => {
    expect(assignmentsOf(station, centerOf).map(({ from, to }) => [from, to])).toEqual([
      [
        [5, 5],
        [0, 0],
      ],
    ]);
    expect(assignmentsOf(null, centerOf)).toEqual([]);
    expect(stationFeatures([station], 's', () => false).features[0].properties).toMatchObject({
      selected: 1,
      inside: 0,
    });
  });
});

describe('requests as signs', () => {
  it('tell urgency by their shape', () => {
    expect(signLevel({ urgency: 2, escalationLevel: 0 })).toBe('alarm');
    expect(signLevel({ urgency: 0, escalationLevel: 2 })).toBe('alarm');
    expect(signLevel({ urgency: 1, escalationLevel: 0 })).toBe('warn');
    expect(signLevel({ urgency: 0, escalationLevel: 0 })).toBe('normal');
  });

  const request = (id: number, part: Partial<MaskedRequest>): MaskedRequest =>
    ({
      id,
      urgency: 0,
      escalationLevel: 0,
      status: 'accepted',
      position: [1, 2],
      unitId: 'a',
      ...part,
    }) as MaskedRequest;

  it('stand only for open ones that have a point', () => {
    const latest = [
      request(1, {}),
      request(2, { position: null }),
      request(3, { status: 'resolved' }),
      request(4, {}),
    ];
    expect(requestSigns(latest).features.map(({ properties }) => properties.id)).toEqual(['1', '4']);
  });

  it('speak of the newest escalation, else of the newest emergency, else of none', () => {
    const calm = [request(1, {}), request(2, { urgency: 1 })];
    const hurt = [...calm, request(3, { urgency: 2 }), request(4, { urgency: 2 })];
    const raised = [...hurt, request(5, { escalationLevel: 1 }), request(6, { escalationLevel: 3 })];
    expect(spokenRequest(calm)).toBeNull();
    expect(spokenRequest(hurt)?.id).toBe(3);
    expect(spokenRequest(raised)?.id).toBe(5);
    expect(spokenRequest([request(7, { escalationLevel: 2, status: 'resolved' }), ...hurt])?.id).toBe(3);
    expect(spokenRequest([request(8, { escalationLevel: 2, position: null }), ...calm])).toBeNull();
  });

  it('always show the one that is spoken of, however many newer ones there are', () => {
    const newer = Array.from({ length: 30 }, (_, index) => request(index, { urgency: 1 }));
    const latest = [...newer, request(99, { escalationLevel: 1 })];
    expect(requestSigns(latest).features.map(({ properties }) => properties.id)).toContain('99');
  });
});

import { describe, expect, it } from 'vitest';
import { hasChanges } from '../../../../web/plan/report/report-content.ts';
import { reportStations } from '../../../../web/plan/report/report-stations.ts';
import {
  changeSentences,
  fileName,
  methodLines,
  resultSentence,
  straightM,
} from '../../../../web/plan/report/report-words.ts';
import { unitAt } from '../../../../web/plan/report/unit-at.ts';
import { inChinese, inEnglish, report, square } from './report-fixture.ts';

describe('a report in words', () => {
  it('says what the plan does, change by change, and what it comes to', () => {
    const [summary, ...sentences] = changeSentences(inChinese, report);
    expect(summary).toBe('迁移 1 个、新增 1 个、撤掉 1 个站点，调整 1 处大门。');
    expect(sentences).toHaveLength(4);
    expect(sentences[0]).toContain('直线移动 994 m');
    expect(sentences[0]).toContain('某街道 · 某社区');
    expect(sentences[3]).toContain('“开放”');
    expect(resultSentence(inChinese, report)).toContain(
      '由 800 人（80.0%）变为 900 人（90.0%），变化 +100 人；仍有 100 人',
    );
    for (const sentence of changeSentences(inEnglish, report)) expect(sentence).not.toMatch(/[{}]/);
  });

  it('says plainly that nothing is changed, and that nobody is known to live there', () => {
    const stations = report.stations.filter(({ fate }) => fate === 'same');
    const today = { ...report, stations, gates: [] };
    expect(hasChanges(today)).toBe(false);
    expect(changeSentences(inChinese, today)).toEqual([inChinese('planReport.changes.none')]);
    expect(resultSentence(inChinese, today)).not.toContain('变为');
    const nobody = { ...report.figures.totals, residents: 0 };
    expect(resultSentence(inChinese, { ...report, figures: { ...report.figures, totals: nobody } })).toBe(
      inChinese('planReport.result.nobody'),
    );
  });

  it('owns up to what the server could not tell', () => {
    const trustOf = (trust: typeof report.method.trust) =>
      methodLines(inChinese, { ...report, method: { ...report.method, trust } }).at(-1)?.text;
    expect(trustOf(null)).toBe(inChinese('planReport.method.trustUnknown'));
    expect(trustOf({ high: 0, medium: 0, low: 0 })).toBe(inChinese('planReport.method.trustNone'));
    expect(trustOf({ high: 1, medium: 1, low: 2 })).toContain('25.0% 的居民住在步行时间可信');
  });

  it('calls its files by scope and time, whatever the scope is called', () => {
    expect(fileName(inChinese, report)).toBe('规划报告-白云区-20261120-1432');
    const odd = { ...report, scope: { ...report.scope, name: 'a/b: "c"' } };
    expect(fileName(inChinese, odd)).toBe('规划报告-a_b_c_-20261120-1432');
  });

  it('measures straight lines on the ground', () => {
    expect(straightM([106, 26], [106, 27])).toBeCloseTo(111_195, 0);
    expect(straightM([106, 60], [107, 60])).toBeCloseTo(111_195 / 2, 0);
  });
});

describe('the stations of a report', () => {
  const station = (id: string, unitId: string) => ({
    id,
    name: id.toUpperCase(),
    kind: 'k',
    kindName: 'K',
    unitId,
    position: [106.6, 26.6],
    doors: [[106.6, 26.6]],
    openNow: true,
    assignedUnitIds: [],
  });
  const question = {
    today: [station('z', 'd1'), station('y', 'd2'), station('x', 'e1'), station('w', 'e2')],
    plan: {
      moved: { w: [106.7, 26.7] as [number, number] },
      added: { 'new-10': [1, 1] as [number, number], 'new-9': [2, 2] as [number, number] },
      removed: ['y'],
      gates: {},
    },
    reached: { stationIds: ['z', 'x', 'w', 'new-9'], nearestResidents: [Uint32Array.of(1, 2, 3, 4)] },
    unsnapped: ['new-9'],
    isInScope: (unitId: string) => unitId.startsWith('d'),
    placeOf: (_: unknown, unitId: string | null) => (unitId === null ? ['found'] : [unitId]),
  };

  it('are numbered: those of the scope, what changes elsewhere, then the new ones', () => {
    const stations = reportStations(question);
    expect(stations.map(({ number, id, fate }) => [number, id, fate])).toEqual([
      [1, 'z', 'same'],
      [2, 'y', 'removed'],
      [3, 'w', 'moved'],
      [4, 'new-9', 'added'],
      [5, 'new-10', 'added'],
    ]);
  });

  it('have the people who have them nearest, none where they are given up or do not count', () => {
    const of = Object.fromEntries(reportStations(question).map((one) => [one.id, one]));
    expect(of.z.nearestResidents).toEqual([1]);
    expect(of.y.nearestResidents).toBeNull();
    expect(of['new-10'].nearestResidents).toBeNull();
    expect(of['new-9'].isOffStreet).toBe(true);
    expect([of.z.place, of.w.place]).toEqual([['d1'], ['found']]);
    expect([of.w.from, of.w.position]).toEqual([
      [106.6, 26.6],
      [106.7, 26.7],
    ]);
  });
});

describe('the unit around a place', () => {
  const hollow = square(0, 0, 10);
  hollow.coordinates[0].push(square(4, 4, 2).coordinates[0][0].toReversed());
  const shapes = [
    { id: 'none', geometry: null },
    { id: 'hollow', geometry: hollow },
    { id: 'east', geometry: { type: 'Polygon' as const, coordinates: square(10, 0, 5).coordinates[0] } },
  ];

  it('is the one whose outline holds it, and none for a place in a hole or outside', () => {
    expect(unitAt(shapes, [1, 1])).toBe('hollow');
    expect(unitAt(shapes, [12, 1])).toBe('east');
    expect(unitAt(shapes, [5, 5])).toBeNull();
    expect(unitAt(shapes, [50, 5])).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { mapFrame, scaleBar } from '../../../../web/plan/report/map-frame.ts';
import { placeLabels } from '../../../../web/plan/report/map-labels.ts';
import { reportMaps } from '../../../../web/plan/report/report-maps.ts';
import { inChinese, inEnglish, report, square } from './report-fixture.ts';
import { isWellFormed } from './well-formed.ts';

describe('the ground on paper', () => {
  const frame = mapFrame([106.6, 26.6, 106.7, 26.7], 180, 90, 205);

  it('has one scale in both directions, north up', () => {
    const [x, y] = frame.at([106.65, 26.65]);
    expect([x, y]).toEqual([90, frame.heightMm / 2]);
    const [, north] = frame.at([106.65, 26.66]);
    const [east] = frame.at([106.66, 26.65]);
    // A hundredth of a degree of latitude is 1,112 m; of longitude, at 26.65° north, 0.8938 as much.
    expect((y - north) * frame.metresPerMm).toBeCloseTo(1111.95, 1);
    expect((east - x) * frame.metresPerMm).toBeCloseTo(1111.95 * Math.cos((26.65 * Math.PI) / 180), 1);
  });

  it('holds all of the box', () => {
    for (const [lon, lat] of [
      [106.6, 26.6],
      [106.7, 26.7],
    ]) {
      const [x, y] = frame.at([lon, lat]);
      expect(x >= 0 && x <= frame.widthMm && y >= 0 && y <= frame.heightMm).toBe(true);
    }
  });

  it('draws what is in the frame and leaves out what is not, and specks', () => {
    expect(frame.path(square(106.62, 26.62, 0.01))).toMatch(/^M[-\d.]+ [-\d.]+(L[-\d.]+ [-\d.]+){3,4}Z$/);
    expect(frame.path(square(108, 26.62, 0.01))).toBe('');
    expect(frame.path(square(106.62, 26.62, 0.00001))).toBe('');
  });

  it('has a bar of a round length that is not longer than there is room', () => {
    expect(scaleBar(10, 40)).toEqual({ metres: 200, lengthMm: 20 });
    expect(scaleBar(50, 40)).toEqual({ metres: 2000, lengthMm: 40 });
    expect(scaleBar(13, 40)).toEqual({ metres: 500, lengthMm: 500 / 13 });
  });
});

describe('the texts of a map', () => {
  const label = (text: string, x: number, awayMm: number) => ({
    text,
    at: [x, 10] as [number, number],
    sizeMm: 2,
    awayMm,
  });

  it('do not lie on each other while there is room', () => {
    const placed = placeLabels([label('12', 10, 1), label('13', 10.5, 1), label('14', 11, 1)]);
    expect(placed).toHaveLength(3);
    expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(3);
  });

  it('leave out a name that finds no room, and never the number of a station', () => {
    const everywhere = [{ left: -100, top: -100, right: 100, bottom: 100 }];
    expect(placeLabels([label('名', 10, 0), label('7', 10, 1)], everywhere).map(({ text }) => text)).toEqual([
      '7',
    ]);
  });
});

describe('the maps of a report', () => {
  it('are one of today, one of the plan, and one for each part, well-formed and in either language', () => {
    for (const say of [inChinese, inEnglish]) {
      const maps = reportMaps(say, report);
      expect(maps).toHaveLength(3);
      for (const { svg } of maps) expect(isWellFormed(svg)).toBe(true);
    }
  });

  it('show today without gaps and changes, and the plan with them', () => {
    const [today, plan] = reportMaps(inChinese, report).map(({ svg }) => svg);
    const gap = inChinese('planReport.map.gap', { minutes: 15 });
    expect(plan).toContain(gap);
    expect(today).not.toContain(gap);
    for (const fate of ['moved', 'added', 'removed']) {
      expect(plan).toContain(`>${inChinese(`planReport.map.station.${fate}`)}<`);
      expect(today).not.toContain(`>${inChinese(`planReport.map.station.${fate}`)}<`);
    }
  });

  it('number the stations as the list does, bear a scale and the north, and name the units', () => {
    const [, plan] = reportMaps(inChinese, report).map(({ svg }) => svg);
    for (const { number } of report.stations) expect(plan).toContain(`>${number}</text>`);
    expect(plan).toContain('>北</text>');
    expect(plan).toMatch(/>[\d.]+ k?m<\/text>/);
    expect(plan).toContain('>某街道</text>');
  });

  it('say nothing that a name could smuggle in', () => {
    const names = [
      { layer: 1, text: '<script>alert("1")</script>', at: [106.62, 26.62] as [number, number] },
    ];
    const [, plan] = reportMaps(inChinese, { ...report, names }).map(({ svg }) => svg);
    expect(plan).not.toContain('<script');
    expect(plan).toContain('&lt;script&gt;');
    expect(isWellFormed(plan)).toBe(true);
  });

  it('number only what changes where a map would be full of numbers', () => {
    const same = report.stations.find(({ fate }) => fate === 'same')!;
    const many = Array.from({ length: 140 }, (_, n) => ({ ...same, id: `s${n}`, number: 100 + n }));
    const [, plan] = reportMaps(inChinese, { ...report, stations: [...report.stations, ...many] });
    expect(plan.svg).toContain('>1</text>');
    expect(plan.svg).not.toContain('>100</text>');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { FLOWS } from '../../../geodata/cases/flows/flow-registry.ts';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { populateCity } from '../../../geodata/demo-city/populate-city.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import { generateRequests } from '../../../geodata/demo-city/requests.ts';
import { LEAF_CATEGORIES } from '../../../geodata/demo-city/requests-categories.ts';
import { WhistleFeed } from '../../../geodata/demo-city/whistle-feed.ts';
import { withWhistles } from '../../../geodata/demo-city/whistles.ts';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { type CallerRank, callsAllowed, type FlowConfiguration } from '../../../geodata/model/flow.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import {
  applyWhistleEvent,
  foldWhistle,
  type WhistleHistory,
  type WhistleParty,
  type WhistleState,
} from '../../../geodata/model/whistle.ts';
import { whistleDirection } from '../../../geodata/model/whistle-direction.ts';
import { chessboardPlan } from './chessboard-plan.ts';

const NOW_MS = Date.parse('2026-11-20T14:32:08+08:00');
const SEED = 4;

let city: CityData;
let batches: RequestColumns[];
beforeAll(() => {
  const spec = syntheticCase({ districts: 1, subdistricts: 3, communities: 6, gridCells: 36 });
  const plan = chessboardPlan(spec);
  city = { ...plan, ...populateCity(plan, spec, createRandom(SEED)), crosswalk: [] };
  const cells = city.units.filter(({ level }) => level === 'gridCell').slice(0, 4);
  city.overlays = [
    { id: 'ov:p', kind: 'precinct', name: '一片区', memberUnitIds: cells.map(({ id }) => id) },
  ];
  batches = [...generateRequests(city, { seed: SEED, nowMs: NOW_MS, total: 60_000 })];
}, 60_000);

function whistlesOf(flow: FlowConfiguration, nowMs = NOW_MS): WhistleHistory[] {
  const whistles: WhistleHistory[] = [];
  const options = { seed: SEED, flow, nowMs, firstRequestId: 1 };
  expect([...withWhistles(city, batches, options, whistles)]).toEqual(batches);
  return whistles;
}

const rankOf = ({ kind, id }: WhistleParty): CallerRank =>
  kind === 'unit' ? (city.units.find((unit) => unit.id === id)!.level as CallerRank) : kind;
const parents = () => new Map(city.units.map(({ id, parentId }) => [id, parentId]));
function treeOf() {
  const parent = parents();
  const isInside = (id: string | null, ancestor: string): boolean =>
    id !== null && (id === ancestor || isInside(parent.get(id) ?? null, ancestor));
  return {
    level: (id: string) => city.units.find((unit) => unit.id === id)?.level ?? null,
    isInside,
    members: (id: string) => city.overlays.find((overlay) => overlay.id === id)!.memberUnitIds,
  };
}

describe.each(FLOWS.map((flow) => [flow.id, flow] as const))('whistles by the flow %s', (_id, flow) => {
  it('are blown and called as it allows, within the times of its levels', () => {
    const whistles = whistlesOf(flow);
    const tree = treeOf();
    expect(whistles.length).toBeGreaterThan(flow.id === 'zhongyun' ? 20 : 300);
    for (const { from, steps, simulated } of whistles) {
      const { targets, level, blownAt } = foldWhistle(steps);
      expect(simulated).toBe(true);
      expect(targets.length).toBeGreaterThan(0);
      const limitMs = flow.levels[level - 1]!.reportInSeconds * 1000;
      for (const { party, dueAt } of targets) {
        const direction = whistleDirection(tree, from, party);
        expect(callsAllowed(flow, rankOf(from), rankOf(party), direction).length).toBeGreaterThan(0);
        expect(dueAt).toBe(blownAt + limitMs);
      }
    }
  });
});

describe('whistles of the demo', () => {
  const flow = FLOWS.find(({ id }) => id === 'guanshanhu')!;

  it('are about 诉求 that were passed up or are emergencies, after that has happened', () => {
    const rows = batches.flatMap((batch) =>
      Array.from({ length: batch.length }, (_, row) => ({ batch, row })),
    );
    const passedUp = rows.filter(({ batch, row }) => batch.escalationLevel[row]! >= 2).length;
    const whistles = whistlesOf(flow);
    const about = whistles.map(({ requestIds: [id], steps }) => ({
      ...rows[id! - 1]!,
      blownAt: steps[0]!.atMs,
    }));
    for (const { batch, row, blownAt } of about) {
      expect(batch.escalationLevel[row]! >= 2 || batch.urgency[row] === 2).toBe(true);
      expect(blownAt).toBeGreaterThan(batch.createdAtMs[row]!);
      expect(blownAt).toBeLessThanOrEqual(NOW_MS);
    }
    const own = about.filter(({ batch, row }) => batch.escalationLevel[row]! >= 2).length;
    expect(own).toBeGreaterThan(0.98 * passedUp);
    expect(about.length).toBeGreaterThan(own);
  });

  it('are mostly answered in time, and mostly solved', () => {
    const targets = whistlesOf(flow).flatMap(({ steps }) => foldWhistle(steps).targets);
    const came = targets.filter(({ reportedInAt }) => reportedInAt !== null);
    const inTime = came.filter(({ reportedInAt, dueAt }) => reportedInAt! <= dueAt).length / came.length;
    expect(inTime).toBeGreaterThan(0.9);
    expect(inTime).toBeLessThan(0.99);
    const finished = targets.filter(({ outcome }) => outcome !== null);
    const solved = finished.filter(({ outcome }) => outcome === 'solved').length / finished.length;
    expect(solved).toBeGreaterThan(0.82);
    expect(solved).toBeLessThan(0.94);
    expect(targets.some(({ status }) => status === 'declined')).toBe(true);
  });

  it('stand earlier where the end is earlier: nothing later has happened', () => {
    const earlierMs = NOW_MS - 40 * 86_400_000;
    const late = whistlesOf(flow);
    const early = whistlesOf(flow, earlierMs);
    const cut = late.flatMap((whistle) => {
      const steps = whistle.steps.filter(({ atMs }) => atMs <= earlierMs);
      return steps.length > 0 ? [{ ...whistle, steps }] : [];
    });
    expect(early).toEqual(cut);
  });
});

describe('the whistles of a live feed', () => {
  const flow = FLOWS.find(({ id }) => id === 'general')!;

  function play(stepMs: number): string[] {
    const feed = new WhistleFeed(city, flow, { seed: 3, startMs: NOW_MS });
    const cell = city.units.find(({ level }) => level === 'gridCell')!.id;
    for (let requestId = 1; requestId <= 60; requestId++) {
      const leaf = LEAF_CATEGORIES[requestId % LEAF_CATEGORIES.length]!;
      feed.passedUp({
        requestId,
        unitId: cell,
        leaf,
        urgency: requestId % 3,
        atMs: NOW_MS,
        resolvedAtMs: null,
      });
    }
    const states = new Map<number, WhistleState>();
    const lines: string[] = [];
    for (let nowMs = NOW_MS; nowMs < NOW_MS + 90 * 86_400_000; nowMs += stepMs) {
      for (const due of feed.due(nowMs)) {
        expect(due.atMs).toBeLessThanOrEqual(nowMs);
        if ('blown' in due) states.set(due.key, foldWhistle(due.blown.steps));
        else states.set(due.key, applyWhistleEvent(states.get(due.key)!, due.step));
        lines.push(`${due.key} ${due.atMs} ${states.get(due.key)!.status}`);
      }
    }
    const ended = [...states.values()].filter(({ status }) => status === 'ended' || status === 'withdrawn');
    expect(ended.length).toBe(60);
    return lines;
  }

  it('live legal lives to their end, the same however the clock is cut', () => {
    expect(play(3_600_000)).toEqual(play(86_400_000));
  });

  it('go on where earlier ones stood', () => {
    const stood = whistlesOf(flow)
      .map(({ steps }) => foldWhistle(steps))
      .filter(({ status }) => status !== 'ended' && status !== 'withdrawn');
    expect(stood.length).toBeGreaterThan(3);
    const feed = new WhistleFeed(city, flow, { seed: 3, startMs: NOW_MS });
    stood.forEach((state, id) => {
      feed.adopt(id, state, NOW_MS);
    });
    const states = [...stood];
    for (const due of feed.due(NOW_MS + 200 * 86_400_000)) {
      if ('step' in due) states[due.key] = applyWhistleEvent(states[due.key]!, due.step);
    }
    expect(states.every(({ status }) => status === 'ended' || status === 'withdrawn')).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { changesAnything, plannedStations, UNCHANGED_PLAN } from '../../../geodata/model/station-plan.ts';
import {
  nextStationId,
  putStation,
  removeStation,
  restoreStation,
  setGate,
} from '../../../web/plan/plan-edits.ts';
import type { PlannedStation } from '../../../web/plan/worker/messages.ts';

const TODAY: PlannedStation[] = [
  {
    id: 'st-1',
    doors: [
      [106.6, 26.6],
      [106.61, 26.6],
    ],
  },
  { id: 'st-2', doors: [[106.7, 26.7]] },
];

describe('the changes of a plan', () => {
  it('move, add and give up stations; what exists comes back as it was', () => {
    let edits = putStation(UNCHANGED_PLAN, 'st-1', [106.601234567, 26.6]);
    edits = putStation(edits, nextStationId(edits), [106.8, 26.8]);
    edits = putStation(edits, nextStationId(edits), [106.9, 26.9]);
    edits = removeStation(edits, 'st-2');
    expect(plannedStations(TODAY, edits)).toEqual([
      { id: 'st-1', doors: [[106.60123, 26.6]] },
      { id: 'new-1', doors: [[106.8, 26.8]] },
      { id: 'new-2', doors: [[106.9, 26.9]] },
    ]);
    edits = restoreStation(restoreStation(edits, 'st-1'), 'st-2');
    edits = removeStation(removeStation(edits, 'new-1'), 'new-2');
    expect(plannedStations(TODAY, edits)).toEqual(TODAY);
    expect(changesAnything(edits)).toBe(false);
  });

  it('say who passes a gate from now on, until it is as today again', () => {
    const opened = setGate(UNCHANGED_PLAN, '106.60000,26.60000', 'open');
    expect(opened.gates).toEqual({ '106.60000,26.60000': 'open' });
    expect(setGate(opened, '106.60000,26.60000', null)).toEqual(UNCHANGED_PLAN);
  });
});

import { describe, expect, it } from 'vitest';
import {
  formatEdits,
  hasEdits,
  NO_EDITS,
  nextStationId,
  parseEdits,
  plannedStations,
  putStation,
  removeStation,
  restoreStation,
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
    let edits = putStation(NO_EDITS, 'st-1', [106.601234567, 26.6]);
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
    expect(hasEdits(edits)).toBe(false);
  });

  it('are a text that stands in an address and comes back the same', () => {
    let edits = putStation(NO_EDITS, 'st 1;@', [106.60123, 26.6]);
    edits = removeStation(putStation(edits, 'new-3', [106.8, 26.8]), 'st-2');
    const text = formatEdits(edits);
    expect(text).toBe('m:st 1%3B%40@106.60123,26.60000;n:3@106.80000,26.80000;r:st-2');
    expect(parseEdits(text)).toEqual(edits);
    expect(formatEdits(NO_EDITS)).toBe('');
  });

  it('survive an address that somebody has spoilt', () => {
    expect(parseEdits('')).toEqual(NO_EDITS);
    expect(parseEdits('m:st-1@999,1;x;n:a@1,1;m:st-2@106.7,26.7;r:')).toEqual(
      putStation(NO_EDITS, 'st-2', [106.7, 26.7]),
    );
  });
});

import { expect, it } from 'vitest';
import { GENERAL_FLOW } from '../../../geodata/cases/flows/flow-general.ts';
import { GUANSHANHU_FLOW } from '../../../geodata/cases/flows/flow-guanshanhu.ts';
import { TAIZHOU_FLOW } from '../../../geodata/cases/flows/flow-taizhou.ts';
import type { FlowConfiguration } from '../../../geodata/model/flow.ts';
import { WHISTLE_STATUSES } from '../../../geodata/model/whistle.ts';
import { flowStepRows, statusWords } from '../../../web/panels/flow-words.ts';

const words = (flow: FlowConfiguration | null) =>
  Object.fromEntries(
    WHISTLE_STATUSES.map((status) => [status, statusWords(flow, status)?.['zh-CN'] ?? null]),
  );

it('each place has its own words for a whistle; where it has none, the page has', () => {
  const none = { blown: null, gathering: null, handling: null, ended: null, withdrawn: null };
  expect(words(null)).toEqual(none);
  expect(words(GUANSHANHU_FLOW)).toEqual({
    ...none,
    blown: '街道吹哨',
    gathering: '分级响应',
    ended: '协同处置',
  });
  expect(words(TAIZHOU_FLOW)).toEqual({ ...none, blown: '街道吹哨', gathering: '部门报到' });
  expect(words(GENERAL_FLOW)).toEqual({ ...none, blown: '吹哨', gathering: '报到' });
});

it('a step that was left out is told from one that is still to come', () => {
  const rows = flowStepRows(TAIZHOU_FLOW, ['2026-11-20T10:00:00+08:00', null, null]);
  expect(rows.map(({ isPassedOver }) => isPassedOver)).toEqual([false, false, false]);
  const later = flowStepRows(TAIZHOU_FLOW, [null, null, '2026-11-20T10:00:00+08:00']);
  expect(later.map(({ at, isPassedOver }) => [at !== null, isPassedOver])).toEqual([
    [false, true],
    [false, true],
    [true, false],
  ]);
});

import { describe, it } from 'vitest';
import { scenarioBody } from '../../scenario-body.ts';
import type { Same } from '../two-stores.ts';
import { SLOW_MS } from './questions.ts';

/** 方案 that people keep. */
export function keepScenarios(same: Same): void {
  describe('scenarios', { timeout: SLOW_MS }, () => {
    it('are kept, changed, refused, removed', async () => {
      const told = (scenario: object | null) =>
        scenario && { ...scenario, id: 'any', createdAt: 'any', updatedAt: 'any' };
      await same(async (store) => {
        const { scenarios } = store;
        const plan = {
          moved: { 'st-1': [106.65, 26.6] as [number, number] },
          added: {},
          removed: [],
          gates: {},
        };
        const made = await scenarios.create(
          scenarioBody({ name: "一'二", note: '\t\n"', plan, cutoffMinutes: 7.5 }),
        );
        const changed = await scenarios.change(made.id, { ...scenarioBody({ name: '三' }), revision: 1 });
        const list = scenarios.list().map(told);
        const found = told(scenarios.get(made.id));
        const missing = await scenarios.change('s-none', { ...scenarioBody(), revision: 1 });
        const removed = told(await scenarios.remove(made.id, 2));
        return {
          made: told(made),
          changed: told(changed),
          list,
          found,
          missing,
          removed,
          left: scenarios.list(),
        };
      });
    });
  });
}

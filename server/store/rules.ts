import { type CellFacts, findRuleHits, gridRules } from '../../geodata/indicators/rules.ts';
import { DEFAULT_SETTINGS } from '../../geodata/indicators/settings.ts';
import type { RuleHitsAnswer } from '../contract/rules.ts';
import { unitsOfLevel } from './level-slots.ts';
import { coveringLinks } from './organization-links.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

export interface RulesNoun {
  hits(scope: Scope): Promise<RuleHitsAnswer>;
}

/** The cut-off where no network says its own (GB 50180: the 15-minute circle). */
const CUTOFF_WITHOUT_NETWORK_MINUTES = 15;

export function createRules(context: StoreContext): RulesNoun {
  return { hits: (scope) => readHits(context, scope) };
}

async function readHits(context: StoreContext, scope: Scope): Promise<RuleHitsAnswer> {
  const { units, posts } = context.memory;
  const walks = await context.cellCoverage();
  const cutoffMinutes = walks?.cutoffMinutes ?? CUTOFF_WITHOUT_NETWORK_MINUTES;
  const walkIndex = new Map(walks?.unitIds.map((id, index) => [id, index]));
  const workers = new Map<string, number>();
  for (const { kind, personId, unitId } of posts) {
    if (kind === 'gridWorker' && personId !== null && unitId !== null) {
      workers.set(unitId, (workers.get(unitId) ?? 0) + 1);
    }
  }
  const covering = coveringLinks(context);
  const cells = unitsOfLevel(context, scope, 'gridCell').map((no): CellFacts => {
    const { id, households } = units.units[no];
    const walk = walkIndex.get(id);
    return {
      unitId: id,
      households,
      gridWorkers: workers.get(id) ?? 0,
      coveringOrganizations: covering.get(no)?.length ?? 0,
      walkMinutes: walk === undefined ? undefined : walks!.walkMinutes[walk],
    };
  });
  const hits = findRuleHits(cells, DEFAULT_SETTINGS, cutoffMinutes);
  return {
    rules: gridRules(DEFAULT_SETTINGS, cutoffMinutes).map((rule) => ({
      ...rule,
      hits: hits.filter((hit) => hit.ruleId === rule.id).length,
    })),
    hits,
    numberMatched: hits.length,
    asOf: context.asOf,
  };
}

import { Value } from 'typebox/value';
import { FlowConfiguration, type FlowTrigger } from '../../model/flow.ts';
import { ESCALATION_LEVELS } from '../../model/request-life.ts';

/** A configuration that cannot be used; the message names the place in it and says what would work. */
export class FlowError extends Error {
  readonly code = 'invalid-flow';
  /** Path inside the configuration, like `steps/2/reachedBy/0`. */
  readonly place: string;
  constructor(flowId: string, place: string, detail: string) {
    super(`flow "${flowId}", ${place || 'as a whole'}: ${detail}`);
    this.place = place;
  }
}

/** A configuration as the engine may take it. @throws {FlowError} */
export function checkFlow(value: unknown): FlowConfiguration {
  const flowId = String((value as { id?: unknown } | null)?.id ?? 'without an id');
  const first = deepest(Value.Errors(FlowConfiguration, value));
  if (first) throw new FlowError(flowId, first.instancePath.slice(1), first.message);
  const flow = value as FlowConfiguration;
  const fail = (place: string, detail: string): never => {
    throw new FlowError(flowId, place, detail);
  };
  checkSteps(flow, fail);
  checkLevels(flow, fail);
  return flow;
}

type Fail = (place: string, detail: string) => never;

/** Of a union every branch complains: what lies deepest is nearest to the mistake. */
function deepest<Found extends { instancePath: string }>(errors: readonly Found[]): Found | undefined {
  const depth = ({ instancePath }: Found) => instancePath.split('/').length;
  return [...errors].sort((a, b) => depth(b) - depth(a))[0];
}

function checkSteps(flow: FlowConfiguration, fail: Fail): void {
  const seen = new Set<string>();
  flow.steps.forEach(({ id, reachedBy }, index) => {
    if (seen.has(id)) fail(`steps/${index}/id`, `"${id}" is the id of an earlier step; give each its own`);
    seen.add(id);
    reachedBy.forEach((trigger, place) => {
      const why = whyNever(flow, trigger);
      if (why) fail(`steps/${index}/reachedBy/${place}`, why);
    });
  });
}

/** Why nothing can ever meet a trigger; null = something can. */
function whyNever(flow: FlowConfiguration, trigger: FlowTrigger): string | null {
  if (trigger.of === 'whistle') {
    const callers = new Set(flow.calls.flatMap(({ from }) => from));
    if (callers.size === 0) return 'waits for a whistle, but nobody may blow one; add to calls';
    if (trigger.blownBy && !trigger.blownBy.some((rank) => callers.has(rank))) {
      return `waits for a whistle by ${trigger.blownBy.join(', ')}, but only ${[...callers].join(', ')} may blow one`;
    }
    return null;
  }
  const { event, value } = trigger;
  if (value === undefined) return null;
  const most: Partial<Record<typeof event, number>> = {
    escalated: ESCALATION_LEVELS.length - 1,
    revisited: 1,
    rated: 5,
  };
  if (most[event] === undefined) return `"${event}" carries no value; leave value out`;
  return value > most[event] ? `"${event}" carries at most ${most[event]}, not ${value}` : null;
}

/** Levels run from 1 without a gap, and a higher one is never slower. */
function checkLevels(flow: FlowConfiguration, fail: Fail): void {
  if (flow.calls.length > 0 && flow.levels.length === 0) {
    fail('levels', 'whistles need at least one level of response');
  }
  flow.levels.forEach(({ level, reportInSeconds }, index) => {
    if (level !== index + 1)
      fail(`levels/${index}/level`, `give ${index + 1}; levels run from 1 without a gap`);
    const before = flow.levels[index - 1];
    if (before && reportInSeconds > before.reportInSeconds) {
      fail(
        `levels/${index}/reportInSeconds`,
        `a higher level must not be slower than the ${before.reportInSeconds} s of the one below`,
      );
    }
  });
}

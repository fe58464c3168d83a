import type { CityData } from '../../../geodata/model/city-data.ts';
import {
  foldWhistle,
  isOpenWhistle,
  partyKey,
  type WhistleHistory,
  type WhistleParty,
  type WhistleState,
  type WhistleTargetState,
} from '../../../geodata/model/whistle.ts';
import { type WhistleTree, whistleDirection } from '../../../geodata/model/whistle-direction.ts';
import type { ReportingIn, WhistleFilter } from '../../../server/contract/whistles.ts';

export interface TwinWhistle {
  id: number;
  history: WhistleHistory;
  state: WhistleState;
}

/** What the store answers about whistles, the slow and obvious way: over all of them, and over parents one by one. */
export interface WhistleTwin {
  tree: WhistleTree;
  /** Those that match, the newest first. `from` and `to` are given. */
  list(filter: WhistleFilter, asOfMs: number): TwinWhistle[];
}

/** @param requestUnits id of the unit of each request; whistles are numbered from 1 in the order of `histories` */
export function whistleTwin(
  city: CityData,
  histories: readonly WhistleHistory[],
  requestUnits: ReadonlyMap<number, string>,
): WhistleTwin {
  const insides = new Map<string, Set<string>>();

  /** Members of a scope, by id: the slow and obvious way, over parents. */
  function insideOf(within: string): Set<string> {
    const known = insides.get(within);
    if (known) return known;
    const roots = city.overlays.find(({ id }) => id === within)?.memberUnitIds ?? [within];
    const parent = new Map(city.units.map(({ id, parentId }) => [id, parentId]));
    const isInside = (id: string | null): boolean =>
      id !== null && (roots.includes(id) || isInside(parent.get(id)!));
    const inside = new Set(city.units.map(({ id }) => id).filter(isInside));
    insides.set(within, inside);
    return inside;
  }

  const tree = {
    level: (id: string) => city.units.find((one) => one.id === id)?.level ?? null,
    isInside: (id: string, ancestor: string) => insideOf(ancestor).has(id),
    members: (id: string) => city.overlays.find((one) => one.id === id)!.memberUnitIds,
  };

  const unitsOf = ({ kind, id }: WhistleParty): string[] =>
    kind === 'unit' ? [id] : kind === 'overlay' ? tree.members(id) : [];

  /** The narrowest unit that holds them all; nobody in particular lies in the root. */
  function holding(ids: string[]): string {
    if (ids.length === 0) return '520100';
    const holders = city.units.filter(({ id }) => ids.every((one) => insideOf(id).has(one)));
    return holders.sort((a, b) => insideOf(a.id).size - insideOf(b.id).size)[0]!.id;
  }

  function list(filter: WhistleFilter, asOfMs: number): TwinWhistle[] {
    const { within, state, direction, department: name } = filter;
    const fromMs = Date.parse(filter.from!);
    const toMs = Date.parse(filter.to!);
    return histories
      .map((history, index): TwinWhistle => ({ id: index + 1, history, state: foldWhistle(history.steps) }))
      .filter((whistle) => {
        const { history, state: folded } = whistle;
        const targets = folded.targets.map(({ party }) => party);
        if (folded.blownAt < fromMs || folded.blownAt >= toMs) return false;
        if (within !== undefined) {
          const inside = insideOf(within);
          const own = unitsOf(history.from);
          const place = holding(own.length > 0 ? own : targets.flatMap(unitsOf));
          const touched = [
            place,
            ...targets.filter(({ kind }) => kind === 'unit').map(({ id }) => id),
            ...history.requestIds.map((id) => requestUnits.get(id)!),
          ];
          const isNamed = [history.from, ...targets].some(({ id }) => id === within);
          if (!isNamed && !touched.some((id) => inside.has(id))) return false;
        }
        const isOpen = isOpenWhistle(folded.status);
        if (state === 'open' && !isOpen) return false;
        if (state === 'overdue' && !(isOpen && folded.targets.some((one) => isLate(folded, one, asOfMs))))
          return false;
        if (state !== undefined && state !== 'open' && state !== 'overdue' && folded.status !== state)
          return false;
        if (direction && !targets.some((to) => whistleDirection(tree, history.from, to) === direction))
          return false;
        return (
          name === undefined ||
          [history.from, ...targets].some((one) => partyKey(one) === `department:${name}`)
        );
      })
      .sort((a, b) => b.state.blownAt - a.state.blownAt || b.id - a.id);
  }
  return { tree, list };
}

function isLate({ endedAt }: WhistleState, { status, dueAt }: WhistleTargetState, asOfMs: number): boolean {
  return status === 'called' && dueAt < (endedAt ?? asOfMs);
}

/** Times of reporting in, over pairs of a whistle and one that it calls. */
export function twinReporting(
  pairs: { state: WhistleState; target: WhistleTargetState }[],
  asOfMs: number,
): ReportingIn {
  const took = pairs
    .flatMap(({ target: { reportedInAt, calledAt } }) =>
      reportedInAt === null ? [] : [(reportedInAt - calledAt) / 1000],
    )
    .sort((a, b) => a - b);
  const quantile = (share: number): number | null => {
    if (took.length === 0) return null;
    const place = share * (took.length - 1);
    const low = took[Math.floor(place)]!;
    return low + (took[Math.ceil(place)]! - low) * (place - Math.floor(place));
  };
  const count = (test: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(test).length;
  const late = (pair: (typeof pairs)[number]) => isLate(pair.state, pair.target, asOfMs);
  const open = ({ state }: (typeof pairs)[number]) => isOpenWhistle(state.status);
  const overdue = count((pair) => late(pair) && open(pair));
  const missed = count((pair) => late(pair) && !open(pair));
  return {
    called: pairs.length,
    reportedIn: took.length,
    onTime: count(({ target }) => target.reportedInAt !== null && target.reportedInAt <= target.dueAt),
    measured: took.length + overdue + missed,
    declined: count(({ target }) => target.status === 'declined'),
    waiting: count((pair) => pair.target.status === 'called' && open(pair) && !late(pair)),
    overdue,
    missed,
    p50Seconds: quantile(0.5),
    p90Seconds: quantile(0.9),
  };
}

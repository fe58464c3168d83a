import type { CoverSets } from './cover-sets.ts';
import { reachableOfGroup } from './equity.ts';
import { type Limits, limitsOf, type SitingProblem } from './siting-problem.ts';

/** Column of a candidate: 1 = chosen. */
export const candidateColumn = (c: number): string => `x${c}`;
/** Column of a demand that several candidates cover: 1 = covered. A demand of one candidate is that candidate's own weight. */
export const demandColumn = (d: number): string => `y${d}`;
/** Column of the worst share in the equity model. */
export const WORST_COLUMN = 'worst';

/**
 * The problem in CPLEX LP format (read by HiGHS, SCIP, Gurobi, CPLEX): maximise the covered weight, Church & ReVelle's model.
 * Only candidates are whole; a demand's column then ends at 0 or 1 by itself. Throws `SitingError`.
 */
export function writeCoverModel(problem: SitingProblem): string {
  const limits = limitsOf(problem);
  const { covers } = problem;
  return modelText(` covered: ${sum(weightTerms(covers, allDemands(covers)))}`, [], problem, limits, '');
}

/**
 * The equity variant, in two steps: without `worstAtLeast` the model maximises the worst share among the groups that a candidate can
 * change (column `worst`); with it, the covered weight while none of these groups falls below that share. (A third worst and so on
 * would each need a further step: the heuristic orders them, this model does not.)
 */
export function writeEquityModel(problem: SitingProblem, worstAtLeast?: number): string {
  const limits = limitsOf(problem);
  const { covers } = problem;
  const reachable = reachableOfGroup(covers);
  const demandsOfGroup: number[][] = Array.from({ length: covers.groupCount }, () => []);
  for (let d = 0; d < covers.demandCount; d++) {
    if (covers.groupOfDemand[d] >= 0) demandsOfGroup[covers.groupOfDemand[d]].push(d);
  }
  const rows: string[] = [];
  for (let group = 0; group < covers.groupCount; group++) {
    if (reachable[group] === 0) continue;
    const newly = weightTerms(covers, demandsOfGroup[group]);
    const total = covers.groupTotal[group];
    const kept = covers.groupKept[group];
    if (worstAtLeast === undefined)
      rows.push(` share${group}: ${sum([...newly, [-total, WORST_COLUMN]])} >= ${-kept}`);
    // 1e-6 people: the share was computed by dividing.
    else rows.push(` share${group}: ${sum(newly)} >= ${worstAtLeast * total - kept - 1e-6}`);
  }
  return worstAtLeast === undefined
    ? modelText(
        ` ${WORST_COLUMN}share: ${WORST_COLUMN}`,
        rows,
        problem,
        limits,
        ` 0 <= ${WORST_COLUMN} <= 1\n`,
      )
    : modelText(` covered: ${sum(weightTerms(covers, allDemands(covers)))}`, rows, problem, limits, '');
}

type Term = [factor: number, column: string];

function allDemands(covers: CoverSets): Uint32Array {
  return Uint32Array.from({ length: covers.demandCount }, (_, d) => d);
}

function isOfOne(covers: CoverSets, d: number): boolean {
  return covers.firstCandidate[d + 1] - covers.firstCandidate[d] === 1;
}

/** Weight of the covered among these demands; those of one candidate are summed under its column. */
function weightTerms(covers: CoverSets, demands: Iterable<number>): Term[] {
  const terms: Term[] = [];
  const own = new Map<number, number>();
  for (const d of demands) {
    const c = covers.candidate[covers.firstCandidate[d]];
    if (isOfOne(covers, d)) own.set(c, (own.get(c) ?? 0) + covers.weight[d]);
    else terms.push([covers.weight[d], demandColumn(d)]);
  }
  for (const [c, weight] of own) terms.push([weight, candidateColumn(c)]);
  return terms;
}

function modelText(
  objective: string,
  rows: string[],
  problem: SitingProblem,
  limits: Limits,
  bounds: string,
): string {
  const { covers } = problem;
  const candidates = Array.from({ length: covers.candidateCount }, (_, c) => c);
  const text = ['Maximize', objective, 'Subject To', ...rows];
  for (let d = 0; d < covers.demandCount; d++) {
    if (isOfOne(covers, d)) continue;
    const terms: Term[] = [[1, demandColumn(d)]];
    for (let i = covers.firstCandidate[d]; i < covers.firstCandidate[d + 1]; i++)
      terms.push([-1, candidateColumn(covers.candidate[i])]);
    text.push(` cover${d}: ${sum(terms)} <= 0`);
  }
  // Always there, so that every candidate has a column.
  const most = Math.min(limits.stations, covers.candidateCount);
  text.push(` stations: ${sum(candidates.map((c): Term => [1, candidateColumn(c)]))} <= ${most}`);
  if (limits.budget !== Infinity)
    text.push(
      ` budget: ${sum(candidates.map((c): Term => [limits.cost[c], candidateColumn(c)]))} <= ${limits.budget}`,
    );
  // A row and not a bound: the domain “binary” would set the bounds back to 0 and 1.
  for (const c of limits.mustHave) text.push(` must${c}: ${candidateColumn(c)} = 1`);
  text.push('Bounds');
  if (bounds !== '') text.push(bounds.trimEnd());
  for (let d = 0; d < covers.demandCount; d++) if (!isOfOne(covers, d)) text.push(` ${demandColumn(d)} <= 1`);
  text.push('Binary', ...inLines(candidates.map(candidateColumn)));
  text.push('End', '');
  return text.join('\n');
}

function sum(terms: Term[]): string {
  if (terms.length === 0) return `0 ${candidateColumn(0)}`;
  const words = terms.map(([factor, column], i) => {
    const sign = factor < 0 ? '- ' : i > 0 ? '+ ' : '';
    const size = Math.abs(factor);
    return size === 1 ? `${sign}${column}` : `${sign}${size} ${column}`;
  });
  return inLines(words).join('\n').trimStart();
}

/** The format allows 510 characters a line. */
function inLines(words: string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < words.length; i += 12) lines.push(`  ${words.slice(i, i + 12).join(' ')}`);
  return lines;
}

import type { IndicatorSettings } from './settings.ts';

/** What the rules look at, one per cell. */
export interface CellFacts {
  unitId: string;
  households: number;
  gridWorkers: number;
  coveringOrganizations: number;
  /** Walk of the median resident to the nearest station; null = no station in reach, undefined = no network loaded. */
  walkMinutes: number | null | undefined;
}

export interface GridRule {
  id: string;
  name: Record<string, string>;
  source: string;
  thresholds: Record<string, number>;
}

export interface GridRuleHit {
  ruleId: string;
  unitId: string;
  severity: 'notice' | 'warn';
  numbers: Record<string, number>;
}

/** The rules of the grid with the thresholds in force. */
export function gridRules(settings: IndicatorSettings, cutoffMinutes: number): GridRule[] {
  return [
    {
      id: 'householdsOutOfRange',
      name: { 'zh-CN': '网格户数超出范围', en: 'Cell outside the range of households' },
      source: '保亭县：网格划分 300—500 户（案例 6）',
      thresholds: { minimum: settings.cellHouseholds.min, maximum: settings.cellHouseholds.max },
    },
    {
      id: 'cellWithoutWorker',
      name: { 'zh-CN': '网格无专兼职网格员', en: 'Cell without a grid worker' },
      source: '白云区：每个网格至少 1 名网格员（案例 9）',
      thresholds: { minimum: settings.workersPerCell },
    },
    {
      id: 'cellWithoutOrganization',
      name: { 'zh-CN': '网格未被党组织覆盖', en: 'Cell that no party organization covers' },
      source: '一般要求：网格党组织全覆盖（案例 1、9）',
      thresholds: { minimum: 1 },
    },
    {
      id: 'stationTooFar',
      name: { 'zh-CN': '步行到站超时', en: 'Station farther than the walking cut-off' },
      source: `服务圈 ${cutoffMinutes} 分钟（兰陵 15 分钟、江川 10 分钟；案例 4、5）`,
      thresholds: { maximum: cutoffMinutes },
    },
  ];
}

/** Applies every rule to every cell; hits in the order of rules, then of cells. */
export function findRuleHits(
  cells: readonly CellFacts[],
  settings: IndicatorSettings,
  cutoffMinutes: number,
): GridRuleHit[] {
  const { min, max } = settings.cellHouseholds;
  return [
    ...cells.flatMap((cell): GridRuleHit[] =>
      cell.households < min || cell.households > max
        ? [
            {
              ruleId: 'householdsOutOfRange',
              unitId: cell.unitId,
              severity: 'notice',
              numbers: { households: cell.households, minimum: min, maximum: max },
            },
          ]
        : [],
    ),
    ...cells.flatMap((cell): GridRuleHit[] =>
      cell.gridWorkers < settings.workersPerCell
        ? [
            {
              ruleId: 'cellWithoutWorker',
              unitId: cell.unitId,
              severity: 'warn',
              numbers: { gridWorkers: cell.gridWorkers, minimum: settings.workersPerCell },
            },
          ]
        : [],
    ),
    ...cells.flatMap((cell): GridRuleHit[] =>
      cell.coveringOrganizations < 1
        ? [
            {
              ruleId: 'cellWithoutOrganization',
              unitId: cell.unitId,
              severity: 'warn',
              numbers: { organizations: 0, minimum: 1 },
            },
          ]
        : [],
    ),
    ...cells.flatMap((cell) => walkHit(cell, cutoffMinutes)),
  ];
}

/** Without a network nothing is said about walks; a cell nobody can walk from is a hit without a measured time. */
function walkHit(cell: CellFacts, cutoffMinutes: number): GridRuleHit[] {
  if (cell.walkMinutes === undefined) return [];
  if (cell.walkMinutes !== null && cell.walkMinutes <= cutoffMinutes) return [];
  const numbers: Record<string, number> = { maximum: cutoffMinutes };
  if (cell.walkMinutes !== null) numbers.walkMinutes = cell.walkMinutes;
  return [{ ruleId: 'stationTooFar', unitId: cell.unitId, severity: 'notice', numbers }];
}

import type { BookSheet, CellKind, OwnCell, SheetCell, SheetColumn } from '../../export/book-sheet.ts';
import { formatCount } from '../../locales/format.ts';
import { type ReportContent, tableLevels } from './report-content.ts';
import { type PeopleCount, type ReportLevel, type ReportRow, sumOfRows } from './report-rows.ts';
import {
  changeSentences,
  FIGURE_PARTS,
  figureName,
  fileName,
  madeAt,
  methodLines,
  nameOf,
  placeName,
  resultSentence,
  stationName,
  type Translate,
} from './report-words.ts';

/** The workbook of a report: what the print says, and every row of every level. */
export function reportSheets(t: Translate, content: ReportContent): BookSheet[] {
  return [
    summarySheet(t, content),
    ...tableLevels(content).map((level) => unitSheet(t, content, level)),
    gapSheet(t, content),
    falseSheet(t, content),
    stationSheet(t, content),
    methodSheet(t, content),
  ];
}

const text = (title: string, width: number): SheetColumn => ({ title, kind: 'text', width });
const count = (title: string): SheetColumn => ({ title, kind: 'count', width: 13 });
const own = (kind: CellKind, value: string | number | null): OwnCell => ({ kind, value });

/** A fraction, null where there is nothing to divide by. */
function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function summarySheet(t: Translate, content: ReportContent): BookSheet {
  const { scope, dataset, figures, method } = content;
  const facts: SheetCell[][] = [
    [t('planReport.facts.scope'), [...scope.above, scope.name].join(' › ')],
    [
      t('planReport.facts.dataset'),
      dataset.isDemo ? `${dataset.name} ${t('planReport.demo')}` : dataset.name,
    ],
    [t('planReport.facts.file'), `${fileName(t, content)}.xlsx`],
    [t('planReport.facts.made'), madeAt(content)],
    [t('planReport.facts.link'), content.link],
    [t('planReport.figures.title'), resultSentence(t, content)],
    ...changeSentences(t, content).map((sentence, at): SheetCell[] => [
      at === 0 ? t('planReport.changes.title') : '',
      sentence,
    ]),
  ];
  const figureRows = FIGURE_PARTS.flatMap((part) =>
    method.cutoffsMinutes.map((minutes, c): SheetCell[] => {
      const total = figures.totals[part];
      const before = figures.today[c][part];
      const after = figures.plan[c][part];
      return [
        `${figureName(t, part)} · ${t('planReport.table.within', { minutes })}`,
        t(`planReport.unit.${part}`),
        own('count', total),
        own('count', before),
        own('share', shareOf(before, total)),
        own('count', after),
        own('share', shareOf(after, total)),
        own('change', after - before),
      ];
    }),
  );
  const titles = [
    t('planReport.figures.title'),
    '',
    t('planReport.figures.total'),
    t('planReport.today'),
    t('planReport.share'),
    t('planReport.plan'),
    t('planReport.share'),
    t('planReport.change'),
  ];
  return {
    name: t('planReport.sheet.summary'),
    columns: [
      text(t('planReport.heading', { scope: scope.name }), 26),
      text('', 22),
      ...Array.from({ length: 6 }, () => text('', 12)),
    ],
    rows: [...facts, [], titles, ...figureRows],
    frozenColumns: 0,
  };
}

function unitSheet(t: Translate, { rows, method }: ReportContent, level: ReportLevel): BookSheet {
  const parts = ['residents', 'households', 'buildings'] as const;
  const within = method.cutoffsMinutes.flatMap((minutes) =>
    parts.flatMap((part): SheetColumn[] => {
      const words = { minutes, part: t(`plan.part.${part}`) };
      const columns: SheetColumn[] = [
        count(t('planReport.table.todayOf', words)),
        count(t('planReport.table.planOf', words)),
        { title: t('planReport.table.shareOf', words), kind: 'share', width: 13 },
      ];
      if (part === 'residents')
        columns.push({ title: t('planReport.table.deltaLong', { minutes }), kind: 'change', width: 13 });
      return columns;
    }),
  );
  const figuresOf = ({ total, today, plan }: Pick<ReportRow, 'total' | 'today' | 'plan'>): SheetCell[] => [
    ...parts.map((part) => total[part]),
    ...plan.flatMap((after, c) =>
      parts.flatMap((part): SheetCell[] => figuresWithin(part, total, today[c], after)),
    ),
  ];
  const lines = rows[level].map((row): SheetCell[] => [
    row.unitId ?? '',
    row.unitId === null ? t('planReport.table.noUnit') : row.name,
    placeName(row.above),
    ...figuresOf(row),
  ]);
  const sum =
    rows[level].length > 1 ? [['', t('planReport.table.sum'), '', ...figuresOf(sumOfRows(rows[level]))]] : [];
  return {
    name: t(`planReport.sheet.${level}`),
    columns: [
      text(t('planReport.table.code'), 17),
      text(t('planReport.table.unit'), 24),
      text(t('planReport.table.above'), 34),
      ...parts.map((part) => count(t(`plan.part.${part}`))),
      ...within,
    ],
    rows: [...lines, ...sum],
    frozenColumns: 2,
  };
}

function figuresWithin(
  part: keyof PeopleCount,
  total: PeopleCount,
  before: PeopleCount,
  after: PeopleCount,
): SheetCell[] {
  const figures: SheetCell[] = [before[part], after[part], shareOf(after[part], total[part])];
  return part === 'residents' ? [...figures, after.residents - before.residents] : figures;
}

function gapSheet(t: Translate, content: ReportContent): BookSheet {
  return {
    name: t('planReport.sheet.gaps'),
    columns: [
      text(t('planReport.gaps.place'), 44),
      count(t('plan.part.residents')),
      count(t('plan.part.households')),
      count(t('planReport.gaps.homes')),
      count(t('planReport.gaps.cells')),
      text(t('planReport.gaps.nearest'), 30),
      { title: t('planReport.gaps.walk'), kind: 'minutes', width: 14 },
      { title: t('planReport.stations.lon'), kind: 'degrees', width: 12 },
      { title: t('planReport.stations.lat'), kind: 'degrees', width: 12 },
    ],
    rows: content.gaps.map((gap) => [
      placeName(gap.place) || t('planReport.table.noUnit'),
      gap.residents,
      gap.households,
      gap.homes,
      gap.gridCells,
      gap.nearestStationId === null
        ? t('planReport.gaps.beyond')
        : stationName(t, content, gap.nearestStationId),
      gap.walkMinutes,
      gap.center[0],
      gap.center[1],
    ]),
    frozenColumns: 1,
  };
}

function falseSheet(t: Translate, content: ReportContent): BookSheet {
  const cells = content.falseCoverage?.cells ?? [];
  const rows = cells.map((cell): SheetCell[] => [
    placeName(cell.place),
    cell.unitId,
    cell.residents,
    cell.reachingResidents,
    stationName(t, content, cell.stationId),
    cell.straightM,
    cell.walkMinutes ?? own('text', cell.reason === 'stationClosed' ? '–' : t('planReport.false.far')),
    t(`plan.false.reason.${cell.reason}`, { gate: cell.gateName || t('plan.walkOf.gate') }),
  ]);
  return {
    name: t('planReport.sheet.false'),
    columns: [
      text(t('planReport.gaps.place'), 44),
      text(t('planReport.table.code'), 17),
      count(t('plan.part.residents')),
      count(t('planReport.false.reaching')),
      text(t('planReport.false.station'), 30),
      count(t('planReport.false.straight')),
      { title: t('planReport.false.walk'), kind: 'minutes', width: 14 },
      text(t('planReport.false.reason'), 26),
    ],
    rows: content.falseCoverage === null ? [[t('planReport.false.unknown')]] : rows,
    frozenColumns: 1,
  };
}

function stationSheet(t: Translate, content: ReportContent): BookSheet {
  return {
    name: t('planReport.sheet.stations'),
    columns: [
      count(t('planReport.stations.number')),
      text(t('planReport.stations.name'), 32),
      text(t('planReport.stations.kind'), 16),
      text(t('planReport.stations.fate'), 10),
      text(t('planReport.stations.place'), 40),
      ...content.method.cutoffsMinutes.map((minutes) => count(t('planReport.stations.nearest', { minutes }))),
      { title: t('planReport.stations.lon'), kind: 'degrees', width: 12 },
      { title: t('planReport.stations.lat'), kind: 'degrees', width: 12 },
    ],
    rows: content.stations.map((station) => [
      station.number,
      nameOf(t, station),
      station.kindName,
      t(`planReport.stations.fates.${station.fate}`),
      placeName(station.place),
      ...content.method.cutoffsMinutes.map((_, c) => station.nearestResidents?.[c] ?? null),
      station.position[0],
      station.position[1],
    ]),
    frozenColumns: 2,
  };
}

function methodSheet(t: Translate, content: ReportContent): BookSheet {
  const rules = [
    t('planReport.gaps.rule', { minutes: content.method.cutoffMinutes }),
    t('planReport.false.rule', {
      minutes: content.method.cutoffMinutes,
      assigned: formatCount(content.falseCoverage?.assignedCells ?? 0),
    }),
    t('planReport.stations.nearestRule'),
  ];
  const titles = [t('planReport.gaps.title'), t('planReport.false.title'), t('planReport.stations.title')];
  return {
    name: t('planReport.sheet.method'),
    columns: [text(t('planReport.sheet.item'), 18), text(t('planReport.sheet.content'), 110)],
    rows: [
      ...methodLines(t, content).map((line) => [line.title, line.text]),
      ...rules.map((rule, at) => [titles[at], rule]),
    ],
    frozenColumns: 0,
  };
}

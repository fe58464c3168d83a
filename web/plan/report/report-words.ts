import type { Position } from '../../../geodata/model/geometry.ts';
import type { PlanCount } from '../../../geodata/service-area/what-if.ts';
import {
  formatCount,
  formatDistance,
  formatNumber,
  formatShare,
  shanghaiClock,
} from '../../locales/format.ts';
import { signedCount } from '../deltas.ts';
import { hasChanges, type ReportContent, type ReportGate, type ReportStation } from './report-content.ts';

/** Says a text of the page by its key. */
export type Translate = (key: string, words?: Record<string, unknown>) => string;

/** Where nothing can be said. */
export const NOTHING = '–';

/** 2026-11-20 14:32, in Asia/Shanghai. */
export function madeAt({ madeAtMs }: ReportContent): string {
  const { day, minutes } = shanghaiClock(madeAtMs);
  return `${day} ${minutes}`;
}

/** 规划报告-白云区-20261120-1432: what a file of the report is called, without its ending. */
export function fileName(t: Translate, content: ReportContent): string {
  const clock = madeAt(content).replaceAll(/[-:]/g, '').replace(' ', '-');
  const scope = content.scope.name.replaceAll(/[\\/:*?"<>|\s]+/g, '_');
  return `${t('planReport.file')}-${scope}-${clock}`;
}

/** `98.7%`, or a dash where there is nothing to divide by. */
export function percent(count: number, total: number): string {
  const share = formatShare(count, total);
  return share === null ? NOTHING : `${share}%`;
}

/** A station of the report by its id; today's names are known for those outside the scope as well. */
export function stationName(t: Translate, { stations, stationNames }: ReportContent, id: string): string {
  const listed = stations.find((station) => station.id === id);
  if (listed !== undefined) return nameOf(t, listed);
  return stationNames[id] ?? id;
}

export function nameOf(t: Translate, { id, name, fate }: ReportStation): string {
  return fate === 'added' ? t('plan.newStationNo', { number: id.slice('new-'.length) }) : name;
}

/** Units from the wide to the narrow, as one says an address. */
export function placeName(place: readonly string[]): string {
  return place.join(' · ');
}

/** 106.63012, 26.67514: about a metre. */
export function degrees([lon, lat]: Position): string {
  return `${lon.toFixed(5)}, ${lat.toFixed(5)}`;
}

/** Metres between two places, as the crow flies; good to a thousandth within a city. */
export function straightM(a: Position, b: Position): number {
  const metresPerDegree = 111_195.08;
  const lonScale = Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  return Math.hypot((a[0] - b[0]) * lonScale, a[1] - b[1]) * metresPerDegree;
}

/** The plan in words: a summary, then one sentence a change. */
export function changeSentences(t: Translate, content: ReportContent): string[] {
  const { stations, gates } = content;
  if (!hasChanges(content)) return [t('planReport.changes.none')];
  const of = (fate: ReportStation['fate']) => stations.filter((station) => station.fate === fate);
  const summary = t('planReport.changes.summary', {
    moved: of('moved').length,
    added: of('added').length,
    removed: of('removed').length,
    gates: gates.length,
  });
  const changed = [...of('moved'), ...of('added'), ...of('removed')];
  return [
    summary,
    ...changed.map((station) => stationSentence(t, content, station)),
    ...gates.map((gate) => gateSentence(t, gate)),
  ];
}

function stationSentence(t: Translate, { method }: ReportContent, station: ReportStation): string {
  const { number, fate, from, position, place, isOffStreet } = station;
  const distance = from === null ? '' : formatDistance(straightM(from, position));
  const words = { number, name: nameOf(t, station), distance, place: whereabouts(t, place, position) };
  const sentence = t(`planReport.changes.${fate}`, words);
  const offStreet = t('planReport.changes.offStreet', { metres: method.maxOffStreetM });
  return isOffStreet ? `${sentence} ${offStreet}` : sentence;
}

function gateSentence(t: Translate, { position, policy, place }: ReportGate): string {
  return t('planReport.changes.gate', {
    place: whereabouts(t, place, position),
    policy: t(`planReport.policy.${policy}`),
  });
}

function whereabouts(t: Translate, place: string[], position: Position): string {
  const at = degrees(position);
  return place.length === 0
    ? t('planReport.changes.at', { at })
    : t('planReport.changes.in', { units: placeName(place), at });
}

/** What the plan comes to, in one sentence. */
export function resultSentence(t: Translate, content: ReportContent): string {
  const { figures, method, gaps } = content;
  const c = method.cutoffsMinutes.indexOf(method.cutoffMinutes);
  const total = figures.totals.residents;
  if (total === 0) return t('planReport.result.nobody');
  const before = figures.today[c].residents;
  const after = figures.plan[c].residents;
  return t(`planReport.result.${hasChanges(content) ? 'changed' : 'unchanged'}`, {
    minutes: method.cutoffMinutes,
    before: formatCount(before),
    beforeShare: formatShare(before, total) ?? NOTHING,
    after: formatCount(after),
    afterShare: formatShare(after, total) ?? NOTHING,
    delta: signedCount(after - before),
    left: formatCount(total - after),
    gaps: formatCount(gaps.length),
  });
}

/** Parts that key figures are given of. */
export const FIGURE_PARTS = ['residents', 'elderly', 'households', 'buildings', 'gridCells'] as const;
export type FigurePart = (typeof FIGURE_PARTS)[number] & keyof PlanCount;

export function figureName(t: Translate, part: FigurePart): string {
  if (part === 'elderly') return t('planReport.elderly');
  return part === 'households' ? t('planReport.households') : t(`plan.part.${part}`);
}

/** How it was counted, one line a matter. */
export function methodLines(t: Translate, content: ReportContent): { title: string; text: string }[] {
  const { method, dataset, gates } = content;
  const line = (key: string, words: Record<string, unknown> = {}) => ({
    title: t(`planReport.method.${key}`),
    text: t(`planReport.method.${key}Text`, words),
  });
  return [
    line('who'),
    line('walker', {
      walker: t(`plan.walker.${method.walker}`),
      speed: method.speedMps,
      steps: method.avoidSteps ? t('planReport.method.noSteps') : '',
    }),
    line('cutoffs', { list: method.cutoffsMinutes.join(' / '), minutes: method.cutoffMinutes }),
    line('walk'),
    line('snap', { metres: method.maxOffStreetM, homes: formatCount(method.unsnappedHomes) }),
    line('gates', { count: gates.length }),
    { title: t('planReport.method.when'), text: t(`planReport.method.whenText.${method.when}`) },
    line('network', { name: method.networkName, date: method.networkDate || t('planReport.method.noDate') }),
    line('dataset', { name: dataset.name, id: dataset.id, version: dataset.version }),
    line('cell'),
    line('drawing'),
    { title: t('planReport.method.trust'), text: trustText(t, content) },
  ];
}

function trustText(t: Translate, { method: { trust } }: ReportContent): string {
  if (trust === null) return t('planReport.method.trustUnknown');
  const all = trust.high + trust.medium + trust.low;
  if (all === 0) return t('planReport.method.trustNone');
  const share = (count: number) => formatShare(count, all);
  return t('planReport.method.trustText', {
    high: share(trust.high),
    medium: share(trust.medium),
    low: share(trust.low),
  });
}

/** `12.5`, or a dash. */
export function minutesText(minutes: number | null): string {
  return minutes === null ? NOTHING : formatNumber(minutes, 1);
}

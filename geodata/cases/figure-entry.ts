import type { CountKey } from '../model/count-keys.ts';
import type { FigureOfRecord } from '../model/figure.ts';

/** What an entry of the 口径账本 must say; the rest has a default: exact, printed, without doubt, clash or probe. */
export type FigureEntry = Pick<FigureOfRecord, 'label' | 'value' | 'unit' | 'place' | 'quote'> &
  Partial<
    Pick<FigureOfRecord, 'qualifier' | 'scope' | 'period' | 'kind' | 'doubt' | 'clashesWith' | 'probe'>
  > & {
    key: string;
  };

/** The entries of one case as figures of record; ids are `{case}:{key}`. */
export function figuresOf(
  source: { case: string; article: string; scope: string },
  entries: FigureEntry[],
): FigureOfRecord[] {
  return entries.map(({ key, ...entry }) => ({
    qualifier: '',
    scope: source.scope,
    period: null,
    kind: 'printed',
    doubt: null,
    probe: null,
    ...entry,
    id: `${source.case}:${key}`,
    case: source.case,
    article: source.article,
    clashesWith: (entry.clashesWith ?? []).map((other) => `${source.case}:${other}`),
  }));
}

/** Where the running product shows a count of a unit or overlay. */
export function countProbe(unitId: string, key: CountKey): FigureOfRecord['probe'] {
  return { address: `/api/units/${unitId}`, pointer: `/counts/${key}` };
}

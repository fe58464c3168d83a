import type { FigureOfRecord } from '../../geodata/model/figure.ts';
import type { Programme, ProgrammeItem } from '../../geodata/model/programme.ts';
import type { LedgerAnswer } from '../contract/ledger.ts';
import { str, strOrNull } from './city-memory.ts';
import type { StoreContext } from './store-context.ts';

export interface LedgerNoun {
  /** All figures of record, or those of one case. */
  list(caseId?: string): Promise<LedgerAnswer>;
  programmes(): Promise<{ programmes: Programme[]; items: ProgrammeItem[] }>;
}

export function createLedger(context: StoreContext): LedgerNoun {
  const { driver } = context;
  return {
    list: async (caseId) => {
      const [figures] =
        caseId === undefined
          ? await driver.columns('SELECT figure FROM figures_of_record ORDER BY position, figure_id')
          : await driver.columns(
              'SELECT figure FROM figures_of_record WHERE case_id = $1 ORDER BY position, figure_id',
              [caseId],
            );
      return figures.map((figure) => JSON.parse(figure as string) as FigureOfRecord);
    },
    programmes: async () => ({
      programmes: (await driver.query('SELECT * FROM programmes ORDER BY programme_id')).map((row) => ({
        id: str(row.programme_id),
        kind: str(row.kind),
        name: str(row.name),
        stages: JSON.parse(str(row.stages)) as Programme['stages'],
      })),
      items: (await driver.query('SELECT * FROM programme_items ORDER BY item_id')).map((row) => ({
        id: str(row.item_id),
        programmeId: str(row.programme_id),
        unitId: str(row.unit_id),
        organizationId: strOrNull(row.organization_id),
        stage: str(row.stage),
        name: str(row.name),
        startedOn: strOrNull(row.started_on),
        endedOn: strOrNull(row.ended_on),
      })),
    }),
  };
}

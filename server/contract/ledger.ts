import { type Static, Type } from 'typebox';
import { FigureOfRecord } from '../../geodata/model/figure.ts';

/** `GET /api/ledger?case=` */
export const LedgerAnswer = Type.Array(FigureOfRecord);
export type LedgerAnswer = Static<typeof LedgerAnswer>;

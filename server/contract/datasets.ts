import { type Static, Type } from 'typebox';
import { Dataset } from '../../geodata/model/dataset.ts';

/** `GET /api/datasets`. `current` answers without a prefix. */
export const DatasetsAnswer = Type.Object({ current: Type.String(), datasets: Type.Array(Dataset) });
export type DatasetsAnswer = Static<typeof DatasetsAnswer>;

/** `GET /api/health` */
export const Health = Type.Object({
  status: Type.Literal('ok'),
  dataset: Type.String(),
  version: Type.String(),
  asOf: Type.String(),
  simulatedFeed: Type.Boolean(),
});
export type Health = Static<typeof Health>;

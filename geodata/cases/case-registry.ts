import type { CaseSpec } from './case-spec.ts';
import { baiyun, guanshanhu, guiyang, wudang } from './guiyang.ts';

const CASES: Record<string, () => CaseSpec> = { guiyang, guanshanhu, baiyun, wudang };

/** Ids of the case packs that can be made, in the order in which they are offered. */
export const caseIds: readonly string[] = Object.keys(CASES);

/** There is no such case; `allowed` lists those there are. */
export class UnknownCase extends Error {
  readonly code = 'unknown-case';
  readonly allowed = [...caseIds];
  constructor(id: string) {
    super(`there is no case "${id}"; there are: ${caseIds.join(', ')}, and synthetic with its own size`);
  }
}

/** @throws {UnknownCase} */
export function getCase(id: string): CaseSpec {
  if (!Object.hasOwn(CASES, id)) throw new UnknownCase(id);
  return CASES[id]!();
}

import type { PlanSpec } from '../../../geodata/demo-city/plan-spec.ts';

/** A specification with `communities` communities of `cellsEach` cells in every subdistrict. */
export function specOf(size: {
  districts: number;
  subdistricts: number;
  communities: number;
  cellsEach: number;
}): PlanSpec {
  const pad = (n: number, width: number) => String(n).padStart(width, '0');
  const turn = (2 * Math.PI) / size.districts;
  return {
    id: '520100',
    name: '贵阳市',
    center: [106.63, 26.65],
    districts: Array.from({ length: size.districts }, (_, d) => ({
      id: `5201${pad(d + 11, 2)}`,
      name: `第${d + 1}区`,
      codeStatus: 'official' as const,
      anchor: [Math.cos(d * turn), Math.sin(d * turn)] as [number, number],
      subdistricts: Array.from({ length: size.subdistricts }, (__, s) => ({
        id: `5201${pad(d + 11, 2)}${pad(s + 1, 3)}000`,
        name: `第${s + 1}街道`,
        codeStatus: 'official' as const,
        communities: Array.from({ length: size.communities }, (___, c) => ({
          id:
            c % 4 === 3
              ? `5201${pad(d + 11, 2)}${pad(s + 1, 3)}000-x${pad(c, 3)}`
              : `5201${pad(d + 11, 2)}${pad(s + 1, 3)}${pad(c + 1, 3)}`,
          name: `第${c + 1}社区居委会`,
          codeStatus: c % 4 === 3 ? ('generated' as const) : ('official' as const),
          gridCells: size.cellsEach + (c % 3) - 1,
        })),
      })),
    })),
    cellHouseholds: { min: 300, max: 500 },
    outOfRangeShare: 0.08,
    validFrom: '2026-01-01',
  };
}

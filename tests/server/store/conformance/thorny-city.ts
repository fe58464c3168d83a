import type { CityData } from '../../../../geodata/model/city-data.ts';
import { smallCity } from '../small-city.ts';

/** The small city with what it leaves out: names that a database may stumble over, figures, programmes, shares, periods. */
export function thornyCity(): CityData {
  const drawn = smallCity();
  drawn.buildings[3]!.name = `"Ä" %_\\ 楼\t'一'\n号`;
  drawn.buildings[4]!.name = 'b 楼';
  drawn.buildings[5]!.name = 'A 楼';
  return {
    ...drawn,
    crosswalk: [
      {
        fromId: '520113001001',
        toId: '520113001002',
        effectiveOn: '2026-07-01',
        share: 0.1,
        basis: 'households',
      },
    ],
    programmes: [
      { id: 'pr-1', kind: 'renovation', name: '老旧小区改造', stages: ['计划', '开工'] },
    ] as unknown as CityData['programmes'],
    programmeItems: [
      {
        id: 'pi-1',
        programmeId: 'pr-1',
        unitId: '520113001001',
        organizationId: null,
        stage: '开工',
        name: '一期',
        startedOn: '2026-03-01',
        endedOn: null,
      },
    ] as unknown as CityData['programmeItems'],
  };
}

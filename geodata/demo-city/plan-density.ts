import { createWaveField, type WaveField } from './plan-waves.ts';
import type { Random } from './random.ts';

/** How thickly a place is settled and how hilly it is, in the straight plane before the warp. */
export interface Settlement {
  /** Cells per area, relative: about 0.5 at the rim, 2 in a centre. */
  density(x: number, y: number): number;
  /** > 0.5 on a hill. */
  hilliness(x: number, y: number): number;
  /** -1 old town … 1 new development. */
  newness: WaveField;
  /** Direction of the streets there, radians from east. */
  orientation(x: number, y: number): number;
  /** Adds a centre; what lies near it is thick. */
  addCenter(x: number, y: number, radiusM: number, strength: number): void;
}

/** Base density away from every centre. */
const COUNTRY = 0.48;
/** What a hill leaves of the density around it: its cells reach far up the slope. */
const HILL_DENSITY = 0.45;
const HECTARE_M2 = 10_000;

export function createSettlement(random: Random, cityRadiusM: number): Settlement {
  const centers: { x: number; y: number; radiusM: number; strength: number }[] = [];
  const roughness = createWaveField(random.stream('roughness'), Math.min(2600, cityRadiusM));
  const newness = createWaveField(random.stream('newness'), Math.min(5000, cityRadiusM * 1.2));
  const turning = createWaveField(random.stream('orientation'), cityRadiusM * 1.1);
  const hills = createHills(random.stream('hills'), cityRadiusM);
  const tilt = random.stream('tilt').float(-0.2, 0.2);
  const density = (x: number, y: number) => {
    let thick = COUNTRY;
    for (const center of centers) {
      const share = ((x - center.x) ** 2 + (y - center.y) ** 2) / center.radiusM ** 2;
      if (share < 9) thick += center.strength * Math.exp(-share);
    }
    const rough = Math.exp(0.45 * roughness(x, y));
    return Math.min(thick, 2.1) * rough * (1 - (1 - HILL_DENSITY) * hills(x, y));
  };
  return {
    density,
    hilliness: hills,
    newness: (x, y) => Math.max(-1, Math.min(1, newness(x, y) * 1.6)),
    orientation: (x, y) => tilt + 0.5 * turning(x, y),
    addCenter: (x, y, radiusM, strength) => centers.push({ x, y, radiusM, strength }),
  };
}

/** Hills stand on a coarse lattice, shaken; about one in 8 km² in the country, fewer in the middle. */
function createHills(random: Random, cityRadiusM: number): WaveField {
  const hills: { x: number; y: number; radiusM: number }[] = [];
  const spacingM = 2300;
  const reach = Math.ceil(cityRadiusM / spacingM);
  for (let row = -reach; row <= reach; row++)
    for (let column = -reach; column <= reach; column++) {
      const x = (column + random.float(-0.45, 0.45)) * spacingM;
      const y = (row + random.float(-0.45, 0.45)) * spacingM;
      const away = Math.hypot(x, y) / cityRadiusM;
      const radiusM = Math.sqrt(random.float(8, 70) * HECTARE_M2) * (0.7 + 0.5 * away);
      if (random.next() < 0.35 + 0.5 * away) hills.push({ x, y, radiusM });
    }
  const wobble = createWaveField(random.stream('wobble'), 700);
  return (x, y) => {
    let highest = 0;
    for (const hill of hills) {
      const dx = x - hill.x;
      const dy = y - hill.y;
      const far = hill.radiusM * 1.8;
      if (dx > far || dx < -far || dy > far || dy < -far) continue;
      const away = Math.hypot(dx, dy) / (hill.radiusM * (1 + 0.5 * wobble(x, y)));
      if (away < 1.5) highest = Math.max(highest, Math.min(1, 1.5 - away));
    }
    return highest;
  };
}

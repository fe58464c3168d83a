import type { Random } from './random.ts';

/** A smooth field without period or grid: a sum of plane waves in all directions. About -1…1, standard deviation 0.5. */
export type WaveField = (x: number, y: number) => number;

const WAVES = 6;

/** @param wavelengthM typical distance between two hills of the field. */
export function createWaveField(random: Random, wavelengthM: number): WaveField {
  const kx = new Float64Array(WAVES);
  const ky = new Float64Array(WAVES);
  const phase = new Float64Array(WAVES);
  const turn = random.float(0, Math.PI);
  for (let wave = 0; wave < WAVES; wave++) {
    // Spread over half a turn, so that no direction is left out; a wave and its opposite are the same.
    const angle = turn + ((wave + random.float(-0.3, 0.3)) * Math.PI) / WAVES;
    const k = (2 * Math.PI) / (wavelengthM * random.float(0.75, 1.4));
    kx[wave] = k * Math.cos(angle);
    ky[wave] = k * Math.sin(angle);
    phase[wave] = random.float(0, 2 * Math.PI);
  }
  // A sine has a deviation of √½; six independent ones of √3; scaled to 0.5.
  const scale = 0.5 / Math.sqrt(WAVES / 2);
  return (x, y) => {
    let sum = 0;
    for (let wave = 0; wave < WAVES; wave++) sum += Math.sin(kx[wave]! * x + ky[wave]! * y + phase[wave]!);
    return sum * scale;
  };
}

import type { CityMemory } from './city-memory.ts';

/** Side of a bin in metres by zoom: about 24 px on screen, and never so small that a bin is a house. */
const FINEST_ZOOM = 15;
const FINEST_SIZE_M = 50;
/** Bins of 6.4 km are the coarsest: each is a square of 128 × 128 of the finest. */
const MOST_HALVINGS = 7;

/** Metres of a degree of latitude. */
const METRES_PER_DEGREE = 111_132;

/** Square bins of a grid anchored at 0°, 0°, each made of `2^halvings` × `2^halvings` of the finest. */
export interface BinGrid {
  sizeM: number;
  /** Widths of a bin in degrees. */
  stepLon: number;
  stepLat: number;
  halvings: number;
}

/** The grid at a zoom: bins double in size with each zoom step outwards. */
export function binGrid(memory: CityMemory, zoom: number): BinGrid {
  const halvings = Math.min(MOST_HALVINGS, Math.max(0, FINEST_ZOOM - Math.floor(zoom)));
  const finest = finestSteps(memory);
  // Times a power of two is exact: whatever lies in a bin lies in one of its finest bins.
  const times = 2 ** halvings;
  return {
    sizeM: FINEST_SIZE_M * times,
    stepLon: finest.stepLon * times,
    stepLat: finest.stepLat * times,
    halvings,
  };
}

/** Column and row of the finest bin of a point, as two columns; NULL where there is no point. */
export function finestBinSql(memory: CityMemory): string {
  const { stepLon, stepLat } = finestSteps(memory);
  return `CAST(floor(lon / ${doubleSql(stepLon)}) AS integer), CAST(floor(lat / ${doubleSql(stepLat)}) AS integer)`;
}

/** Column and row of the bin of a point in a grid, as columns `x` and `y`. */
export function binSql(memory: CityMemory, { halvings }: BinGrid): string {
  const { stepLon, stepLat } = finestSteps(memory);
  return `CAST(floor(lon / ${doubleSql(stepLon)}) AS integer) >> ${halvings} AS x,
    CAST(floor(lat / ${doubleSql(stepLat)}) AS integer) >> ${halvings} AS y`;
}

function finestSteps(memory: CityMemory): { stepLon: number; stepLat: number } {
  const stepLat = FINEST_SIZE_M / METRES_PER_DEGREE;
  // One width for the whole data set: columns of bins stay straight.
  return { stepLat, stepLon: stepLat / Math.cos((memory.units.root().center[1] * Math.PI) / 180) };
}

/** As a text: a number in the statement would be a decimal, and the databases make different doubles of one. */
function doubleSql(value: number): string {
  return `CAST('${value}' AS double precision)`;
}

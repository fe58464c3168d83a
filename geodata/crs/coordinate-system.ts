/**
 * Coordinate systems that an import may declare. CGCS2000 and WGS 84 agree within centimetres and are treated as one; GCJ-02 (AMap,
 * Tencent) and BD-09 (Baidu) are shifted by some hundreds of metres inside China.
 */
export const COORDINATE_SYSTEMS = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];

/** Coordinates that cannot be what was declared. `message` names the place and what would work. */
export class CrsError extends Error {
  readonly code:
    | 'crs-undeclared'
    | 'crs-unknown'
    | 'crs-metres'
    | 'crs-swapped'
    | 'crs-outside'
    | 'crs-not-a-number';
  constructor(code: CrsError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The declared system. Nothing is guessed: an undeclared GCJ-02 shift would move every address into another street.
 * @throws {CrsError} crs-undeclared or crs-unknown, naming the four systems.
 */
export function requireCoordinateSystem(declared: string | undefined): CoordinateSystem {
  const known = COORDINATE_SYSTEMS.join(', ');
  if (declared === undefined || declared === '') {
    throw new CrsError(
      'crs-undeclared',
      `the file does not say which coordinate system it is in: declare it with --crs, one of ${known}`,
    );
  }
  const found = COORDINATE_SYSTEMS.find((system) => system === declared.toLowerCase());
  if (!found)
    throw new CrsError('crs-unknown', `"${declared}" is no known coordinate system: declare one of ${known}`);
  return found;
}

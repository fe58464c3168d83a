export type OsmFileErrorCode =
  | 'file-not-found'
  | 'not-osm-pbf'
  | 'cut-short'
  | 'unsupported-compression'
  | 'unsupported-feature'
  | 'broken-block'
  | 'no-walkable-ways';

/** An OSM file that cannot be read. `message` names what is wrong and what would work. */
export class OsmFileError extends Error {
  readonly code: OsmFileErrorCode;
  constructor(code: OsmFileErrorCode, message: string) {
    super(message);
    this.name = 'OsmFileError';
    this.code = code;
  }
}

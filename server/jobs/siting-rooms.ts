import type { Scope } from '../store/scope.ts';
import type { DatasetStore } from '../store/store.ts';
import type { SitingRoom } from './siting-messages.ts';

/** Buildings that belong to everybody: their rooms may be shared (共用/挖潜). */
const ROOM_KINDS = ['public', 'school'];
/** As many candidates as may be given. */
const MOST_ROOMS = 5000;

/** Existing rooms inside the scope, by id. People enter a room where they enter its building. */
export async function roomsWithin(store: DatasetStore, scope: Scope): Promise<SitingRoom[]> {
  const pages = await Promise.all(
    ROOM_KINDS.map((kind) => store.buildings.page({ scope, kind, limit: MOST_ROOMS, offset: 0 })),
  );
  return pages
    .flatMap(({ buildings }) => buildings)
    .slice(0, MOST_ROOMS)
    .map(({ id, name, entrances, position }) => ({
      buildingId: id,
      name,
      position: entrances[0] ?? position,
    }));
}

import type { Map as MapLibreMap } from 'maplibre-gl';

/** Lets two maps look at the same place, whichever is moved, until the returned function is called. */
export function syncCameras(first: MapLibreMap, second: MapLibreMap): () => void {
  // A map that follows moves as well; it must not be followed in turn.
  let isFollowing = false;
  const follow = (leader: MapLibreMap, follower: MapLibreMap) => () => {
    if (isFollowing) return;
    isFollowing = true;
    follower.jumpTo({
      center: leader.getCenter(),
      zoom: leader.getZoom(),
      bearing: leader.getBearing(),
      pitch: leader.getPitch(),
    });
    isFollowing = false;
  };
  const followFirst = follow(first, second);
  const followSecond = follow(second, first);
  first.on('move', followFirst);
  second.on('move', followSecond);
  followFirst();
  return () => {
    first.off('move', followFirst);
    second.off('move', followSecond);
  };
}

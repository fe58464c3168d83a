/**
 * Leaves out points of a closed flat ring `[x, y, …]` (first point not repeated) that lie within `tolerance` of the line that is
 * left: from each kept point as far as one straight line passes all points between within the tolerance, never turning back (the
 * sector method of Sklansky & Gonzalez 1980; linear time). The first point is kept; a ring of which less than a triangle
 * would be left stays as it is. `room` (as long as the ring at least) is written to and the result is a part of it.
 */
export function simplifyRing(
  ring: Float64Array,
  tolerance: number,
  room: Float64Array = new Float64Array(ring.length),
): Float64Array {
  const kept = room;
  const squaredTolerance = tolerance * tolerance;
  let end = 0;
  let anchorX = ring[0];
  let anchorY = ring[1];
  let lastX = anchorX;
  let lastY = anchorY;
  let farthest = 0;
  // Directions between which a line from the anchor passes all points since within the tolerance.
  let hasSector = false;
  let rightX = 0;
  let rightY = 0;
  let leftX = 0;
  let leftY = 0;
  kept[end++] = anchorX;
  kept[end++] = anchorY;
  for (let i = 2; i <= ring.length; i += 2) {
    // Around to the first point again.
    const x = i < ring.length ? ring[i] : ring[0];
    const y = i < ring.length ? ring[i + 1] : ring[1];
    let dx = x - anchorX;
    let dy = y - anchorY;
    let squared = dx * dx + dy * dy;
    const isStraight =
      squared >= farthest && (!hasSector || (rightX * dy >= rightY * dx && dx * leftY >= dy * leftX));
    if (!isStraight) {
      kept[end++] = lastX;
      kept[end++] = lastY;
      anchorX = lastX;
      anchorY = lastY;
      hasSector = false;
      dx = x - anchorX;
      dy = y - anchorY;
      squared = dx * dx + dy * dy;
    }
    if (squared > squaredTolerance) {
      const ahead = Math.sqrt(squared - squaredTolerance);
      const newRightX = dx * ahead + dy * tolerance;
      const newRightY = dy * ahead - dx * tolerance;
      const newLeftX = dx * ahead - dy * tolerance;
      const newLeftY = dy * ahead + dx * tolerance;
      if (!hasSector || rightX * newRightY > rightY * newRightX) {
        rightX = newRightX;
        rightY = newRightY;
      }
      if (!hasSector || newLeftX * leftY > newLeftY * leftX) {
        leftX = newLeftX;
        leftY = newLeftY;
      }
      hasSector = true;
    }
    farthest = squared;
    lastX = x;
    lastY = y;
  }
  return end >= 6 ? kept.subarray(0, end) : ring;
}

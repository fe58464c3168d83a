import type { CellSite } from './plan-build.ts';
import { exitFrom } from './plan-exit.ts';
import { ringCentroid } from './plan-plane.ts';
import type { Site } from './plan-site.ts';

/** Paths of a park, or paths and steps up a hill: ways in from the streets to a round way, and from there to the middle. */
export function layGreenPaths(cell: CellSite, site: Site, isHill: boolean): void {
  const { walk, random, mesh } = cell.build;
  const [cx, cy] = ringCentroid(site.ring);
  const arms = isHill ? 3 : random.int(3, 4);
  const turn = random.float(0, 2 * Math.PI);
  const cutOff = cell.build.isCutOff();
  const round: number[] = [];
  const middle = walk.node(cx, cy);
  for (let arm = 0; arm < arms; arm++) {
    const angle = turn + ((arm + random.float(-0.2, 0.2)) * 2 * Math.PI) / arms;
    const dx = Math.cos(angle);
    const dy = Math.sin(angle);
    const exit = exitFrom(mesh, site.face, cx, cy, dx, dy);
    if (exit === null) continue;
    const reach = Math.hypot(exit.x - cx, exit.y - cy);
    const half = walk.node(cx + dx * reach * 0.55, cy + dy * reach * 0.55);
    round.push(half);
    walk.way(isHill ? 'steps' : 'footpath', [middle, half]);
    const street = cutOff ? -1 : walk.meetStreet(site.face, cx, cy, dx, dy);
    if (street >= 0) walk.way(isHill && random.next() < 0.5 ? 'steps' : 'footpath', [half, street]);
  }
  if (round.length > 2) walk.way('footpath', [...round, round[0]!]);
}

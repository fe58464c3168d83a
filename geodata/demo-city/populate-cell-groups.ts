import type { Unit } from '../model/unit.ts';
import type { Random } from './random.ts';

/** The most cells that one joint organization covers, as long as the counts allow it. */
const JOINT_MAX = 4;

/**
 * Divides the cells of several communities among `count` organizations: `vacant` cells stay without one, the others are
 * covered once, joint organizations take neighbouring cells of one community.
 *
 * @param communities cells of each community in neighbourly order
 * @throws where the counts cannot be met
 */
export function groupCells(
  communities: readonly (readonly Unit[])[],
  count: number,
  vacant: number,
  random: Random,
): Unit[][] {
  const total = communities.reduce((sum, cells) => sum + cells.length, 0);
  const surplus = total - vacant - count;
  if (count < 1 || vacant < 0 || surplus < 0) {
    throw new RangeError(`${count} organizations and ${vacant} vacant cells do not fit into ${total} cells`);
  }
  const vacantIds = new Set(random.shuffle(communities.flat().map((cell) => cell.id)).slice(0, vacant));
  const groups = communities.flatMap((cells) => cells.map((cell) => [cell]));
  const live = groups.map((group) => !vacantIds.has(group[0]!.id));
  // A seam lies between two neighbours of one community that both have an organization.
  const seams: number[] = [];
  let start = 0;
  for (const cells of communities) {
    for (let index = start + 1; index < start + cells.length; index++) {
      if (live[index - 1] && live[index]) seams.push(index);
    }
    start += cells.length;
  }
  const joined = joinAtSeams(groups, random.shuffle(seams), surplus);
  if (joined < surplus) {
    throw new RangeError(
      `${count} organizations are too few for ${total - vacant} cells: only neighbours inside a community are joined`,
    );
  }
  return groups.filter((group, index) => live[index] && group.length > 0);
}

/** Joins groups at seams until `wanted` joins are done; first small joint groups only, then any that are left. Returns the joins done. */
function joinAtSeams(groups: Unit[][], seams: number[], wanted: number): number {
  const head = groups.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (head[root] !== root) root = head[root]!;
    return root;
  };
  let joined = 0;
  for (const largest of [JOINT_MAX, Number.POSITIVE_INFINITY]) {
    for (const seam of seams) {
      if (joined === wanted) return joined;
      const left = find(seam - 1);
      if (left === find(seam) || groups[left]!.length + groups[seam]!.length > largest) continue;
      groups[left]!.push(...groups[seam]!);
      groups[seam] = [];
      head[seam] = left;
      joined++;
    }
  }
  return joined;
}

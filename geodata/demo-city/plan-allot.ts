import type { TerritoryNode } from './plan-skeleton.ts';
import type { Random } from './random.ts';

/** Subsets of at most this many nodes are tried out; more are taken in turn. */
const MAX_EXHAUSTIVE = 10;
/** A node may overfill its place by this share before it is divided between two banks. */
const TOLERANCE = 0.22;

/**
 * Deals nodes out to places so that every place gets about its share of the weight and at least one cell. A node is divided
 * into two partial ones (same unit, part of the children) only where whole nodes do not fit.
 * @param shares relative sizes of the places, all > 0.
 * @returns one list of nodes per place.
 */
export function allotNodes(nodes: TerritoryNode[], shares: number[], random: Random): TerritoryNode[][] {
  const totalWeight = nodes.reduce((sum, node) => sum + node.weight, 0);
  const totalShare = shares.reduce((sum, share) => sum + share, 0);
  const result: TerritoryNode[][] = [];
  let rest = nodes;
  let restWeight = totalWeight;
  for (let place = 0; place < shares.length; place++) {
    const placesLeft = shares.length - place - 1;
    if (placesLeft === 0) {
      result.push(rest);
      break;
    }
    const fair = Math.round((totalWeight * shares[place]!) / totalShare);
    const target = Math.max(1, Math.min(fair, restWeight - placesLeft));
    const [taken, left] = take(rest, target, random);
    result.push(taken);
    rest = left;
    restWeight = left.reduce((sum, node) => sum + node.weight, 0);
  }
  return result;
}

/** Nodes of about `target` weight, and the others. */
function take(nodes: TerritoryNode[], target: number, random: Random): [TerritoryNode[], TerritoryNode[]] {
  const chosen = bestSubset(nodes, target, random);
  const weight = chosen.reduce((sum, node) => sum + node.weight, 0);
  const others = nodes.filter((node) => !chosen.includes(node));
  if (
    others.length > 0 &&
    chosen.length > 0 &&
    Math.abs(weight - target) <= Math.max(0.5, TOLERANCE * target)
  )
    return [chosen, others];
  // Fill with whole nodes below the target and divide the one that overflows.
  const taken: TerritoryNode[] = [];
  const left: TerritoryNode[] = [];
  let missing = target;
  for (const node of [...nodes].sort((a, b) => a.weight - b.weight || a.row - b.row)) {
    if (missing <= 0) left.push(node);
    else if (node.weight <= missing) {
      taken.push(node);
      missing -= node.weight;
    } else if (node.children.length === 0) {
      left.push(node);
    } else {
      const [inside, outside] = take(node.children, missing, random);
      if (inside.length > 0) taken.push(partOf(node, inside));
      if (outside.length > 0) left.push(partOf(node, outside));
      missing = 0;
    }
  }
  return [taken, left];
}

function partOf(node: TerritoryNode, children: TerritoryNode[]): TerritoryNode {
  return { ...node, children, weight: children.reduce((sum, child) => sum + child.weight, 0) };
}

function bestSubset(nodes: TerritoryNode[], target: number, random: Random): TerritoryNode[] {
  if (nodes.length > MAX_EXHAUSTIVE) {
    const chosen: TerritoryNode[] = [];
    let weight = 0;
    for (const node of random.shuffle([...nodes])) {
      if (weight + node.weight > target) continue;
      chosen.push(node);
      weight += node.weight;
    }
    return chosen;
  }
  let best = 0;
  let bestGap = Number.POSITIVE_INFINITY;
  for (let mask = 1; mask < (1 << nodes.length) - 1; mask++) {
    let weight = 0;
    for (let i = 0; i < nodes.length; i++) if (mask & (1 << i)) weight += nodes[i]!.weight;
    const gap = Math.abs(weight - target);
    if (gap < bestGap) {
      bestGap = gap;
      best = mask;
    }
  }
  return nodes.filter((_, i) => best & (1 << i));
}

import { AREA_LEVELS, type Level } from './unit.ts';
import type { WhistleDirection, WhistleParty } from './whistle.ts';

/** As much of a unit tree as directions need. */
export interface WhistleTree {
  /** Null = unknown unit. */
  level(unitId: string): Level | null;
  /** The unit itself is inside itself. */
  isInside(unitId: string, ancestorId: string): boolean;
  /** Units of an overlay. */
  members(overlayId: string): readonly string[];
}

/**
 * Direction of a call, by who calls and who is called. Among units the level decides (街道 to other 乡镇 is sideways, 江川); an overlay lies
 * above what is inside one of its members and below what holds them all, and beside everything else.
 */
export function whistleDirection(tree: WhistleTree, from: WhistleParty, to: WhistleParty): WhistleDirection {
  if (from.kind === 'department') return to.kind === 'department' ? 'betweenDepartments' : 'fromDepartment';
  if (to.kind === 'department') return 'toDepartment';
  if (from.kind === 'unit' && to.kind === 'unit') return byLevel(tree, from.id, to.id);
  if (from.kind === 'overlay' && to.kind === 'overlay') return 'sideways';
  if (from.kind === 'overlay') return fromOverlay(tree, from.id, to.id);
  return OPPOSITE[fromOverlay(tree, to.id, from.id)];
}

const OPPOSITE = { up: 'down', down: 'up', sideways: 'sideways' } as const;

function byLevel(tree: WhistleTree, fromId: string, toId: string): WhistleDirection {
  const from = rank(tree.level(fromId));
  const to = rank(tree.level(toId));
  if (from === to) return 'sideways';
  return to < from ? 'up' : 'down';
}

/** 0 = the widest. */
function rank(level: Level | null): number {
  return (AREA_LEVELS as readonly (Level | null)[]).indexOf(level);
}

function fromOverlay(tree: WhistleTree, overlayId: string, unitId: string): 'up' | 'down' | 'sideways' {
  const members = tree.members(overlayId);
  if (members.some((member) => tree.isInside(unitId, member))) return 'down';
  if (members.length > 0 && members.every((member) => tree.isInside(member, unitId))) return 'up';
  return 'sideways';
}

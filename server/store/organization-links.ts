import type { StoreContext } from './store-context.ts';
import { compareIds, isValidOn } from './unit-index.ts';

const kept = new WeakMap<object, { day: string; covering: Map<number, string[]> }>();

/**
 * Organizations with a `covers` link to the unit itself that hold today, by surrogate key, in id order. Links to the community
 * above or to buildings inside say nothing about a cell.
 */
export function coveringLinks(context: StoreContext): Map<number, string[]> {
  const { memory, today } = context;
  const known = kept.get(memory);
  if (known?.day === today) return known.covering;
  const covering = new Map<number, string[]>();
  for (const link of memory.links) {
    if (link.role !== 'covers' || !isValidOn(link, today)) continue;
    const organization = memory.organizations.get(link.organizationId);
    const no = memory.units.no(link.unitId);
    if (no === null || !organization || !isValidOn(organization, today)) continue;
    const list = covering.get(no);
    if (!list) covering.set(no, [organization.id]);
    else if (!list.includes(organization.id)) list.push(organization.id);
  }
  for (const list of covering.values()) list.sort(compareIds);
  kept.set(memory, { day: today, covering });
  return covering;
}

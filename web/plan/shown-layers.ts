/** What can lie on the planner's map beside the stations, in the order of the menu. */
export const PLAN_LAYERS = ['bands', 'gaps', 'streets', 'cells', 'circles', 'confidence', 'gates'] as const;
export type PlanLayerName = (typeof PLAN_LAYERS)[number];

/** What lies there where nobody has chosen. */
export const USUAL_LAYERS: readonly PlanLayerName[] = ['bands', 'gaps'];
/** The text of a map with nothing on it: an empty one would be the usual. */
const NOTHING = 'none';

/** Text of the address → what is shown; names that are not known are passed over. */
export function parseShown(text: string | null): ReadonlySet<PlanLayerName> {
  if (text === null) return new Set(USUAL_LAYERS);
  const names = text.split(',');
  return new Set(PLAN_LAYERS.filter((name) => names.includes(name)));
}

/** What is shown → text of the address, null where it is the usual. */
export function formatShown(shown: ReadonlySet<PlanLayerName>): string | null {
  const names = PLAN_LAYERS.filter((name) => shown.has(name));
  if (names.length === 0) return NOTHING;
  const isUsual = names.length === USUAL_LAYERS.length && USUAL_LAYERS.every((name) => shown.has(name));
  return isUsual ? null : names.join(',');
}

/** The same with one layer put on or taken off. */
export function toggled(shown: ReadonlySet<PlanLayerName>, name: PlanLayerName): ReadonlySet<PlanLayerName> {
  const next = new Set(shown);
  if (!next.delete(name)) next.add(name);
  return next;
}

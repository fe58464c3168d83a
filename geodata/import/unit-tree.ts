import type { AreaGeometry, BoundingBox, Position } from '../model/geometry.ts';
import type { AreaLevel, CodeStatus, Unit } from '../model/unit.ts';
import { type Measures, measure, unionOf } from './area-shape.ts';
import type { ExistingCity } from './existing-city.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';

/** A unit as a file gives it; null = not given, so that a second import does not wipe out what the first one knew. */
export interface UnitDraft {
  id: string;
  parentId: string | null;
  level: AreaLevel;
  name: string;
  codeStatus: CodeStatus;
  shape: AreaGeometry | null;
  point: Position | null;
  households: number | null;
  residents: number | null;
  elderly: number | null;
  children: number | null;
  validFrom: string | null;
}

/** Units whose beginning is not given have always been there: requests of any year are counted in them. */
const ALWAYS = '1949-10-01';
/** The unit above all where a data set has several that stand alone. */
export const COMMON_ROOT_ID = 'x000';

/**
 * Joins drafts with what is there into one tree under one root: parents that nobody knows are passed over, shapes of parents are the
 * union of their parts, counts of parents the sum of their parts' where the file gives none.
 * @throws {ImportRefusal} unknown-within, loop
 */
export function completeTree(
  drafts: readonly UnitDraft[],
  existing: ExistingCity,
  options: { within: string | null; datasetName: string },
  problems: ProblemLog,
): { units: Unit[]; shapes: Map<string, AreaGeometry>; unlocated: number } {
  const known = new Map(existing.units.map((unit) => [unit.id, unit]));
  const drafted = new Map(drafts.map((draft) => [draft.id, draft]));
  const exists = (id: string) => drafted.has(id) || known.has(id);
  if (options.within !== null && !exists(options.within)) {
    throw new ImportRefusal(
      'unknown-within',
      `--within ${options.within}: there is no such unit; import it first, or leave --within out`,
    );
  }
  const parentOf = new Map<string, string | null>(existing.units.map((unit) => [unit.id, unit.parentId]));
  for (const draft of drafts)
    parentOf.set(draft.id, firstKnown(draft, exists, known.get(draft.id), options.within));
  const units = new Map<string, UnitDraft | Unit>([...known, ...drafted]);
  addCommonRoot(units, drafted, parentOf, options.datasetName);
  refuseLoops(parentOf);

  const depths = new Map([...units.keys()].map((id) => [id, depthOf(id, parentOf)]));
  // Parts before wholes, codes in order: a later import of the same file says the same.
  const order = [...units.keys()].sort((a, b) => depths.get(b)! - depths.get(a)! || (a < b ? 1 : -1));
  const changed = changedUnits(drafted, parentOf);
  const childrenOf = groupChildren(parentOf);
  const shapes = new Map(existing.shapes);
  const finished = new Map<string, Unit>(known);
  const newShapes = new Map<string, AreaGeometry>();
  for (const id of order) {
    if (!changed.has(id)) continue;
    // In code order, so that the same parts always join to the same outline.
    const children = (childrenOf.get(id) ?? []).sort().map((child) => finished.get(child)!);
    const draft = drafted.get(id) ?? draftOf(known.get(id)!);
    const given = drafted.get(id)?.shape ?? null;
    const shape = given ?? parentShape(id, children, shapes, existing.shapes);
    if (shape !== null) {
      shapes.set(id, shape);
      newShapes.set(id, shape);
    }
    finished.set(id, finish(draft, parentOf.get(id) ?? null, known.get(id), shape, children));
  }
  const result = order.filter((id) => changed.has(id)).reverse();
  return {
    units: result.map((id) => finished.get(id)!),
    shapes: newShapes,
    unlocated: countUnlocated(drafts, shapes, finished, problems),
  };
}

function firstKnown(
  draft: UnitDraft,
  exists: (id: string) => boolean,
  known: Unit | undefined,
  within: string | null,
): string | null {
  const candidates = [draft.parentId, ...parentsByCode(draft.id), within];
  for (const id of candidates) if (id !== null && id !== draft.id && exists(id)) return id;
  return known?.parentId ?? null;
}

/** What a statistical code says of the units above: cell → community → street → district → city. */
function parentsByCode(id: string): string[] {
  const parents: string[] = [];
  if (/^\d{15}$/.test(id)) parents.push(id.slice(0, 12));
  if (/^\d{12,15}$/.test(id)) parents.push(`${id.slice(0, 9)}000`, id.slice(0, 6));
  if (/^\d{6,15}$/.test(id)) parents.push(`${id.slice(0, 4)}00`);
  return parents;
}

/** A data set has one root. Several units that stand alone are put under one that is made for them. */
function addCommonRoot(
  units: Map<string, UnitDraft | Unit>,
  drafted: Map<string, UnitDraft>,
  parentOf: Map<string, string | null>,
  datasetName: string,
): void {
  const tops = [...parentOf].filter(([, parent]) => parent === null).map(([id]) => id);
  if (tops.length <= 1) return;
  const root = COMMON_ROOT_ID;
  if (!units.has(root)) {
    const draft: UnitDraft = {
      id: root,
      parentId: null,
      level: 'city',
      name: datasetName,
      codeStatus: 'generated',
      shape: null,
      point: null,
      households: null,
      residents: null,
      elderly: null,
      children: null,
      validFrom: null,
    };
    units.set(root, draft);
    drafted.set(root, draft);
  }
  parentOf.set(root, null);
  for (const id of tops) {
    if (id === root) continue;
    parentOf.set(id, root);
    // A known unit that gets a new parent is written again.
    const unit = units.get(id)!;
    if (!drafted.has(id)) drafted.set(id, draftOf(unit as Unit));
  }
}

function refuseLoops(parentOf: ReadonlyMap<string, string | null>): void {
  for (const start of parentOf.keys()) {
    let steps = 0;
    for (let id: string | null = start; id !== null; id = parentOf.get(id) ?? null) {
      if (++steps > parentOf.size) {
        throw new ImportRefusal(
          'loop',
          `unit ${start} is its own ancestor; look at its parentId and those above it`,
        );
      }
    }
  }
}

/** Everything drafted, and all above it: their shapes and counts follow. */
function changedUnits(
  drafted: ReadonlyMap<string, UnitDraft>,
  parentOf: ReadonlyMap<string, string | null>,
): Set<string> {
  const changed = new Set<string>();
  for (const start of drafted.keys()) {
    for (let id: string | null = start; id !== null && !changed.has(id); id = parentOf.get(id) ?? null)
      changed.add(id);
  }
  return changed;
}

function groupChildren(parentOf: ReadonlyMap<string, string | null>): Map<string, string[]> {
  const childrenOf = new Map<string, string[]>();
  for (const [id, parent] of parentOf) {
    if (parent === null) continue;
    const list = childrenOf.get(parent);
    if (list) list.push(id);
    else childrenOf.set(parent, [id]);
  }
  return childrenOf;
}

function depthOf(id: string, parentOf: ReadonlyMap<string, string | null>): number {
  let depth = 0;
  for (let parent = parentOf.get(id) ?? null; parent !== null; parent = parentOf.get(parent) ?? null)
    depth += 1;
  return depth;
}

/** The union of the parts, where every part has a shape or the unit had none of its own before. */
function parentShape(
  id: string,
  children: readonly Unit[],
  shapes: ReadonlyMap<string, AreaGeometry>,
  before: ReadonlyMap<string, AreaGeometry>,
): AreaGeometry | null {
  const parts = children.filter((child) => child.validTo === null).map((child) => shapes.get(child.id));
  const complete = parts.length > 0 && parts.every((part) => part !== undefined);
  if (!complete && before.has(id)) return before.get(id)!;
  return unionOf(parts.filter((part) => part !== undefined));
}

function finish(
  draft: UnitDraft,
  parentId: string | null,
  known: Unit | undefined,
  shape: AreaGeometry | null,
  children: readonly Unit[],
): Unit {
  const sum = (count: (unit: Unit) => number) => children.reduce((total, child) => total + count(child), 0);
  const place: Measures = shape ? measure(shape) : pointPlace(draft.point, known, children);
  return {
    id: draft.id,
    parentId,
    level: draft.level,
    name: draft.name,
    codeStatus: draft.codeStatus,
    validFrom: draft.validFrom ?? known?.validFrom ?? ALWAYS,
    validTo: known?.validTo ?? null,
    households: draft.households ?? (sum((child) => child.households) || (known?.households ?? 0)),
    residents: draft.residents ?? (sum((child) => child.residents) || (known?.residents ?? 0)),
    elderly: draft.elderly ?? (sum((child) => child.elderly) || (known?.elderly ?? 0)),
    children: draft.children ?? (sum((child) => child.children) || (known?.children ?? 0)),
    ...place,
  };
}

function boxAround(a: BoundingBox, b: BoundingBox): BoundingBox {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** A unit without an area stands at its point, else amid its parts; without either it is put at 0, 0 and said to be unlocated. */
function pointPlace(point: Position | null, known: Unit | undefined, children: readonly Unit[]): Measures {
  if (point) return { areaM2: 0, center: point, bbox: [point[0], point[1], point[0], point[1]] };
  const placed = children.filter((child) => child.bbox.some((edge) => edge !== 0));
  if (placed.length > 0) {
    const bbox = placed.map((child) => child.bbox).reduce(boxAround);
    return { areaM2: 0, center: [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2], bbox };
  }
  if (known) return { areaM2: known.areaM2, center: known.center, bbox: known.bbox };
  return { areaM2: 0, center: [0, 0], bbox: [0, 0, 0, 0] };
}

function countUnlocated(
  drafts: readonly UnitDraft[],
  shapes: ReadonlyMap<string, AreaGeometry>,
  finished: ReadonlyMap<string, Unit>,
  problems: ProblemLog,
): number {
  let unlocated = 0;
  for (const draft of drafts) {
    if (shapes.has(draft.id) || finished.get(draft.id)!.bbox.some((edge) => edge !== 0)) continue;
    unlocated += 1;
    problems.add(
      'noted',
      'unit-unlocated',
      `unit ${draft.id}`,
      `“${draft.name}” has neither a shape nor a point nor parts that have one`,
    );
  }
  return unlocated;
}

function draftOf(unit: Unit): UnitDraft {
  return {
    id: unit.id,
    parentId: unit.parentId,
    level: unit.level as AreaLevel,
    name: unit.name,
    codeStatus: unit.codeStatus,
    shape: null,
    point: null,
    households: null,
    residents: null,
    elderly: null,
    children: null,
    validFrom: unit.validFrom,
  };
}

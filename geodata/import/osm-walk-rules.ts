import { type GatePolicy, WAY_FLAGS, type WayKind } from '../model/walk-source.ts';
import { gradeOf } from './osm-incline.ts';
import type { OsmTags } from './osm-primitives.ts';

/** How a way may be walked, or null if it may not. */
export interface WalkRule {
  kind: WayKind;
  flags: number;
  /** The one direction that may be walked is against that of the way's nodes. */
  isBackward: boolean;
  /** As `WalkSource.wayGrade`. */
  grade: number;
}

/** Highways that people walk on unless a tag says otherwise; the others only if one says so. */
const WALKED: Record<string, WayKind> = {
  primary: 'arterial',
  primary_link: 'arterial',
  secondary: 'secondary',
  secondary_link: 'secondary',
  tertiary: 'collector',
  tertiary_link: 'collector',
  unclassified: 'collector',
  road: 'collector',
  residential: 'lane',
  living_street: 'lane',
  service: 'lane',
  track: 'footpath',
  pedestrian: 'plaza',
  footway: 'footpath',
  path: 'footpath',
  corridor: 'footpath',
  platform: 'footpath',
  steps: 'steps',
};
const WALKED_IF_ALLOWED: Record<string, WayKind> = {
  motorway: 'arterial',
  motorway_link: 'arterial',
  trunk: 'arterial',
  trunk_link: 'arterial',
  cycleway: 'footpath',
  bridleway: 'footpath',
  busway: 'lane',
};

const YES = new Set([
  'yes',
  'designated',
  'permissive',
  'public',
  'official',
  'destination',
  'customers',
  'delivery',
]);
const RESIDENTS = new Set(['private', 'residents', 'permit']);
const NO = new Set(['no', 'use_sidepath', 'agricultural', 'forestry', 'military', 'emergency']);
const SIDEWALK = new Set(['both', 'left', 'right', 'yes']);
const MOTORWAYS = new Set(['motorway', 'motorway_link']);

type Access = 'yes' | 'residents' | 'no' | 'unsaid';

function accessOf(value: string | undefined): Access {
  if (value === undefined) return 'unsaid';
  if (YES.has(value)) return 'yes';
  if (RESIDENTS.has(value)) return 'residents';
  return NO.has(value) ? 'no' : 'unsaid';
}

/** `foot` outweighs `access`. */
function footAccess(tags: OsmTags): Access {
  const foot = accessOf(tags.foot);
  return foot !== 'unsaid' ? foot : accessOf(tags.access);
}

/** Rules of a `highway`, of a railway platform and of a pier. */
export function walkRule(tags: OsmTags): WalkRule | null {
  const kind = kindOf(tags);
  if (kind === null) return null;
  const access = footAccess(tags);
  if (access === 'no') return null;
  // Escalators and moving walkways run or stand still, one way or the other: nobody relies on them.
  if (tags.conveying !== undefined && tags.conveying !== 'no') return null;
  let flags = 0;
  if (access === 'residents') flags |= WAY_FLAGS.residentsOnly;
  if (tags.bridge !== undefined && tags.bridge !== 'no') flags |= WAY_FLAGS.bridge;
  if (isTunnel(tags)) flags |= WAY_FLAGS.tunnel;
  const direction = footDirection(tags);
  if (direction !== 'both') flags |= WAY_FLAGS.onewayFoot;
  return { kind, flags, isBackward: direction === 'backward', grade: gradeOf(tags) };
}

/** `oneway` is about vehicles; only what names people on foot counts. */
function footDirection(tags: OsmTags): 'both' | 'forward' | 'backward' {
  const oneway = tags['oneway:foot'];
  if (oneway === 'yes' || oneway === 'true' || oneway === '1') return 'forward';
  if (oneway === '-1' || oneway === 'reverse') return 'backward';
  const isForwardShut = tags['foot:forward'] === 'no';
  const isBackwardShut = tags['foot:backward'] === 'no';
  if (isForwardShut === isBackwardShut) return 'both';
  return isForwardShut ? 'backward' : 'forward';
}

function kindOf(tags: OsmTags): WayKind | null {
  if (tags.highway === undefined) {
    return tags.railway === 'platform' || tags.public_transport === 'platform' || tags.man_made === 'pier'
      ? 'footpath'
      : null;
  }
  if (tags.motorroad === 'yes' && accessOf(tags.foot) !== 'yes') return null;
  const walked = WALKED[tags.highway];
  if (walked === undefined) {
    const ifAllowed = WALKED_IF_ALLOWED[tags.highway];
    if (ifAllowed === undefined) return null;
    // Nobody walks along a motorway, whatever is drawn beside it, unless it says that people on foot may.
    const isAllowed = accessOf(tags.foot) === 'yes' || (!MOTORWAYS.has(tags.highway) && hasSidewalk(tags));
    return isAllowed ? ifAllowed : null;
  }
  // A carriageway beside separately drawn footways is still crossed and walked along, so `sidewalk=separate` stays in.
  if (tags.highway === 'service' && tags.service === 'driveway') return 'estatePath';
  return walked;
}

function hasSidewalk(tags: OsmTags): boolean {
  if (SIDEWALK.has(tags.sidewalk ?? '')) return true;
  return ['both', 'left', 'right'].some((side) => tags[`sidewalk:${side}`] === 'yes');
}

/** A passage through a building has doors to its sides, so it is no tunnel here. */
function isTunnel(tags: OsmTags): boolean {
  if (tags.tunnel === undefined || tags.tunnel === 'no' || tags.tunnel === 'building_passage') return false;
  return true;
}

/** Barriers that are gates: something that opens. */
const GATES = new Set([
  'gate',
  'lift_gate',
  'swing_gate',
  'sliding_gate',
  'wicket_gate',
  'hampshire_gate',
  'bump_gate',
  'sally_port',
  'turnstile',
  'full-height_turnstile',
  'kissing_gate',
  'entrance',
]);

/** Barriers that let nobody through where a way meets them, unless a tag says otherwise. */
const BLOCKED = new Set(['wall', 'city_wall', 'retaining_wall', 'fence', 'hedge']);

export function isGate(tags: OsmTags): boolean {
  return tags.barrier !== undefined && GATES.has(tags.barrier);
}

/**
 * Policy of a barrier on a way; null where it stops nobody on foot. A gate without any access tag is open, as OSM's foot
 * routers have it; a locked one is open only to those with a key.
 */
export function gatePolicy(tags: OsmTags): GatePolicy | null {
  if (tags.barrier === undefined) return null;
  const access = footAccess(tags);
  const isShut = access === 'no' || (access === 'unsaid' && BLOCKED.has(tags.barrier));
  const policy = isShut ? 'closed' : access === 'residents' || tags.locked === 'yes' ? 'residents' : 'open';
  if (isGate(tags)) return policy;
  return policy === 'open' ? null : policy;
}

/** What nobody crosses off the street: open water, railways above ground, walls. Hedges and fences have gaps and gates unmapped. */
export function barrierKind(tags: OsmTags): 'water' | 'railway' | 'wall' | null {
  if (isTunnel(tags) || tags.covered === 'yes') return null;
  if (tags.natural === 'water' || tags.waterway === 'riverbank' || tags.waterway === 'dock') return 'water';
  if (tags.waterway === 'river' || tags.waterway === 'canal') return 'water';
  if ((tags.railway === 'rail' || tags.railway === 'light_rail') && (tags.bridge ?? 'no') === 'no')
    return 'railway';
  if (tags.barrier === 'city_wall' || tags.barrier === 'wall' || tags.barrier === 'retaining_wall')
    return 'wall';
  return null;
}

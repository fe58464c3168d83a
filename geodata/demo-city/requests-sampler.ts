import { REQUEST_KINDS, type RequestKind } from '../model/request-kind.ts';
import { AliasTable } from './alias-table.ts';
import type { Random } from './random.ts';
import { BLOCKS, type HourKind } from './requests-calendar.ts';
import { HOURS, LEAF_CATEGORIES, type LeafCategory, PLACES, SEASONS } from './requests-categories.ts';
import type { DemoColumns } from './requests-columns.ts';
import type { RequestGround } from './requests-ground.ts';
import { METRES_PER_DEGREE } from './requests-jitter.ts';
import { type LifeFacts, sampleLife } from './requests-life.ts';

const MONTHS = 12;
const PLACE_KINDS = 3;
/** Categories of a rainstorm, and how much more of them it brings. */
const STORM_BOOST = 9;
/** Earlier 诉求 that a repeat may repeat: itself, or the one it was merged into. */
export const RECENT = 4096;

const REPEATED_SHARE = 0.06;
const PROACTIVE_SHARE = 0.085;
/** No point on the map; of these, this much is known to the cell, then to the community, the rest to the subdistrict. */
const UNLOCATED_SHARE = 0.035;
const UNLOCATED_CELL = 0.6;
const UNLOCATED_COMMUNITY = 0.87;

/** Index into DEMO_SOURCES. */
const SOURCE = { hotline: 0, app: 1, counter: 2, worker: 3 } as const;

/** Draws one 诉求 after another, row by row into columns; no objects are made per row. */
export class RequestSampler {
  private readonly ground: RequestGround;
  private readonly random: Random;
  /** One per month, block, place and weather. */
  private readonly mixes: AliasTable[];
  private readonly recentBuilding = new Uint32Array(RECENT);
  private readonly recentLeaf = new Uint16Array(RECENT);
  /** The row that goes on for it, counted from the first drawn: its own, or the one it was merged into. */
  private readonly recentRow = new Float64Array(RECENT);
  private drawn = 0;
  private readonly facts: LifeFacts;

  constructor(ground: RequestGround, random: Random) {
    this.ground = ground;
    this.random = random;
    this.mixes = categoryMixes();
    this.facts = {
      leaf: LEAF_CATEGORIES[0]!,
      unit: 0,
      visit: true,
      proactive: false,
      repeatsRowsBack: 0,
      urgency: 0,
      night: false,
    };
  }

  /** Fills row `row` with a 诉求 created at `createdAtMs` and with its whole life, the future included. */
  draw(columns: DemoColumns, row: number, createdAtMs: number, hour: HourKind): void {
    const { ground, random } = this;
    const remembered = Math.min(this.drawn, RECENT);
    const repeated = remembered > 64 && random.next() < REPEATED_SHARE;
    let building: number;
    let leafIndex: number;
    let repeatedRow = -1;
    if (repeated) {
      const earlier = (random.next() * remembered) | 0;
      building = this.recentBuilding[earlier]!;
      leafIndex = this.recentLeaf[earlier]!;
      repeatedRow = this.recentRow[earlier]!;
    } else {
      building = ground.buildings.draw(random.next());
      const place = ground.buildingPlace[building]!;
      leafIndex = this.mixes[mixIndex(hour.month, hour.block, place, hour.storm)]!.draw(random.next());
    }
    const ownRow = this.drawn++;
    const slot = ownRow % RECENT;
    this.recentBuilding[slot] = building;
    this.recentLeaf[slot] = leafIndex;

    const leaf = LEAF_CATEGORIES[leafIndex]!;
    const proactive = leaf.visit && !repeated && random.next() < PROACTIVE_SHARE / 0.83;
    const urgency = leaf.urgency === 0 && random.next() < 0.03 ? 1 : leaf.urgency;
    const source = proactive ? SOURCE.worker : sourceOf(random.next(), leaf.visit, hour.officeHour);
    columns.createdAtMs[row] = createdAtMs;
    columns.category[row] = leafIndex;
    columns.source[row] = source;
    columns.kind[row] = REQUEST_KINDS.indexOf(proactive ? 'other' : kindOf(leaf, random.next()));
    columns.urgency[row] = urgency;
    columns.repeated[row] = repeated ? 1 : 0;
    columns.proactive[row] = proactive ? 1 : 0;
    this.locate(columns, row, building);

    const { facts } = this;
    facts.leaf = leaf;
    facts.unit = ground.buildingUnit[building]!;
    facts.visit = leaf.visit && source !== SOURCE.counter;
    facts.proactive = proactive;
    facts.repeatsRowsBack = repeated ? ownRow - repeatedRow : 0;
    facts.urgency = urgency;
    facts.night = hour.block === 2;
    sampleLife(columns, row, facts, ground, random);
    const isMerged = columns.detours.get(row)?.at(-1)?.type === 'merged';
    this.recentRow[slot] = isMerged ? repeatedRow : ownRow;
  }

  private locate(columns: DemoColumns, row: number, building: number): void {
    const { ground, random } = this;
    const unit = ground.buildingUnit[building]!;
    if (random.next() < UNLOCATED_SHARE) {
      const known = random.next();
      const community = ground.parent[unit]!;
      columns.unit[row] =
        known < UNLOCATED_CELL ? unit : known < UNLOCATED_COMMUNITY ? community : ground.parent[community]!;
      columns.lon[row] = Number.NaN;
      columns.lat[row] = Number.NaN;
      return;
    }
    const radiusM = ground.buildingJitterM[building]! * Math.sqrt(random.next());
    const angle = 2 * Math.PI * random.next();
    const lat = ground.buildingLat[building]!;
    const east = (radiusM * Math.cos(angle)) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
    const north = (radiusM * Math.sin(angle)) / METRES_PER_DEGREE;
    columns.unit[row] = unit;
    // Six decimals are about a decimetre: finer than any address is known.
    columns.lon[row] = Math.round((ground.buildingLon[building]! + east) * 1e6) / 1e6;
    columns.lat[row] = Math.round((lat + north) * 1e6) / 1e6;
  }
}

/** 诉求类型 (演示): what is seen outside is mostly complained about, what is asked at a desk mostly a question. */
function kindOf({ kinds }: LeafCategory, uniform: number): RequestKind {
  if (kinds === 'praise' || kinds === 'suggestion') return kinds;
  if (kinds === 'desk') return uniform < 0.62 ? 'consultation' : 'help';
  if (uniform < 0.47) return 'complaint';
  if (uniform < 0.87) return 'help';
  return uniform < 0.95 ? 'report' : 'consultation';
}

/** Counters answer in office hours only; what needs no visit comes there more often. */
function sourceOf(uniform: number, visit: boolean, officeHour: boolean): number {
  const counter = officeHour ? (visit ? 0.1 : 0.42) : 0;
  if (uniform < counter) return SOURCE.counter;
  const rest = (uniform - counter) / (1 - counter);
  if (rest < 0.46) return SOURCE.hotline;
  return rest < 0.9 ? SOURCE.app : SOURCE.worker;
}

function mixIndex(month: number, block: number, place: number, storm: boolean): number {
  return ((month * BLOCKS + block) * PLACE_KINDS + place) * 2 + (storm ? 1 : 0);
}

function categoryMixes(): AliasTable[] {
  const mixes = new Array<AliasTable>(MONTHS * BLOCKS * PLACE_KINDS * 2);
  const weights = new Float64Array(LEAF_CATEGORIES.length);
  for (let month = 0; month < MONTHS; month++) {
    for (let block = 0; block < BLOCKS; block++) {
      for (let place = 0; place < PLACE_KINDS; place++) {
        for (const storm of [false, true]) {
          LEAF_CATEGORIES.forEach((leaf, index) => {
            weights[index] =
              leaf.weight *
              SEASONS[leaf.season][month]! *
              HOURS[leaf.hours][block]! *
              PLACES[leaf.place][place]! *
              (storm && leaf.season === 'flood' ? STORM_BOOST : 1);
          });
          mixes[mixIndex(month, block, place, storm)] = new AliasTable(weights);
        }
      }
    }
  }
  return mixes;
}

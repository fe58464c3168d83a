import { randomBytes } from 'node:crypto';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import type { Scenario, ScenarioBody, ScenarioChange } from '../contract/scenarios.ts';
import type { Driver } from './driver.ts';
import {
  deleteScenario,
  insertScenario,
  type KeptScenario,
  readScenarios,
  updateScenario,
} from './scenario-rows.ts';

/** 方案: plans of stations and gates under a name, known in memory and kept in the store. */
export interface ScenariosNoun {
  /** The newest change first. */
  list(): Scenario[];
  get(id: string): Scenario | null;
  /** @throws {ScenarioNameTaken} @throws {TooManyScenarios} */
  create(body: ScenarioBody): Promise<Scenario>;
  /** Null = there is no such scenario. @throws {ScenarioChanged} where `revision` is not the newest @throws {ScenarioNameTaken} */
  change(id: string, change: ScenarioChange): Promise<Scenario | null>;
  /** The last state of what was removed, null = there is none. @throws {ScenarioChanged} where a revision is given that is not the newest */
  remove(id: string, revision?: number): Promise<Scenario | null>;
}

export class ScenarioNameTaken extends Error {
  readonly code = 'scenario-name-taken';
  readonly other: Scenario;
  constructor(other: Scenario) {
    super(`there is a scenario "${other.name}" already (${other.id})`);
    this.other = other;
  }
}

export class ScenarioChanged extends Error {
  readonly code = 'scenario-changed';
  readonly newest: Scenario;
  constructor(newest: Scenario) {
    super(`scenario ${newest.id} has been changed since; its newest revision is ${newest.revision}`);
    this.newest = newest;
  }
}

export class TooManyScenarios extends Error {
  readonly code = 'too-many-scenarios';
}

/** All of them are in every list and in memory; nobody chooses among more. */
export const MOST_SCENARIOS = 200;

export async function createScenarios(driver: Driver, nowMs: () => number): Promise<ScenariosNoun> {
  return new StoredScenarios(driver, nowMs, await readScenarios(driver));
}

class StoredScenarios implements ScenariosNoun {
  private readonly driver: Driver;
  private readonly nowMs: () => number;
  /** The newest change first. */
  private kept: KeptScenario[];

  constructor(driver: Driver, nowMs: () => number, kept: KeptScenario[]) {
    this.driver = driver;
    this.nowMs = nowMs;
    this.kept = kept;
  }

  list(): Scenario[] {
    return this.kept.map(scenarioOf);
  }

  get(id: string): Scenario | null {
    const kept = this.find(id);
    return kept === null ? null : scenarioOf(kept);
  }

  /** The driver lets one transaction in at a time: what is checked inside is still so when it is written. */
  async create(body: ScenarioBody): Promise<Scenario> {
    const created = await this.driver.transaction(async (session) => {
      if (this.kept.length >= MOST_SCENARIOS) {
        throw new TooManyScenarios(`${MOST_SCENARIOS} scenarios are kept already; delete one first`);
      }
      const name = this.freeName(body.name, null);
      const now = this.nowMs();
      const scenario = { ...body, name, id: this.newId(), revision: 1, createdMs: now, updatedMs: now };
      await insertScenario(session, scenario);
      return scenario;
    });
    this.kept = [created, ...this.kept];
    return scenarioOf(created);
  }

  async change(id: string, { revision, ...body }: ScenarioChange): Promise<Scenario | null> {
    const changed = await this.driver.transaction(async (session) => {
      const before = this.newest(id, revision);
      if (before === null) return null;
      const name = this.freeName(body.name, id);
      const { createdMs } = before;
      const scenario = { ...body, name, id, revision: revision + 1, createdMs, updatedMs: this.nowMs() };
      await updateScenario(session, scenario);
      return scenario;
    });
    if (changed === null) return null;
    this.kept = [changed, ...this.kept.filter((one) => one.id !== id)];
    return scenarioOf(changed);
  }

  async remove(id: string, revision?: number): Promise<Scenario | null> {
    const removed = await this.driver.transaction(async (session) => {
      const before = this.newest(id, revision);
      if (before !== null) await deleteScenario(session, id);
      return before;
    });
    if (removed === null) return null;
    this.kept = this.kept.filter((one) => one.id !== id);
    return scenarioOf(removed);
  }

  private find(id: string): KeptScenario | null {
    return this.kept.find((one) => one.id === id) ?? null;
  }

  private newest(id: string, revision: number | undefined): KeptScenario | null {
    const kept = this.find(id);
    if (kept !== null && revision !== undefined && revision !== kept.revision) {
      throw new ScenarioChanged(scenarioOf(kept));
    }
    return kept;
  }

  /** As it will be kept. Names that look alike to a reader are the same. */
  private freeName(name: string, ownId: string | null): string {
    const key = nameKey(name);
    const other = this.kept.find((one) => one.id !== ownId && nameKey(one.name) === key);
    if (other !== undefined) throw new ScenarioNameTaken(scenarioOf(other));
    return name.trim();
  }

  private newId(): string {
    for (;;) {
      const id = `s-${readableText(randomBytes(8))}`;
      if (this.find(id) === null) return id;
    }
  }
}

/** Digits and letters that nobody mixes up when reading an address out (no i, l, o, u; Crockford's base 32). */
const READABLE = '0123456789abcdefghjkmnpqrstvwxyz';

/** Five bits of each byte: an id is never used again, so an old link never opens another's plan. */
function readableText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => READABLE[byte % READABLE.length]).join('');
}

function nameKey(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

function scenarioOf({ createdMs, updatedMs, ...scenario }: KeptScenario): Scenario {
  return { ...scenario, createdAt: toShanghaiIso(createdMs), updatedAt: toShanghaiIso(updatedMs) };
}

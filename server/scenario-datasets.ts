import type { Scenario } from './contract/scenarios.ts';
import { unknownScenario } from './errors.ts';
import type { OpenDataset } from './open-dataset.ts';
import { stationsOfPlan } from './store/planned-stations.ts';
import { RecentAnswers } from './store/recent-answers.ts';
import { createStations } from './store/stations.ts';

/** Two that are compared, on two screens. Each keeps its walks: eight bytes a home for every profile and time that is asked. */
const KEPT_SCENARIOS = 4;

/**
 * A data set as its scenarios would have it: its own stations, circles and version, and everything else that of the data set itself. Kept by
 * id, revision and state of the city, the last few.
 */
export class ScenarioDatasets {
  private readonly kept = new RecentAnswers<Promise<OpenDataset>>(KEPT_SCENARIOS);
  private readonly today: OpenDataset;

  constructor(today: OpenDataset) {
    this.today = today;
  }

  /** @throws {ProblemError} 404 `unknown-scenario` */
  async get(id: string): Promise<OpenDataset> {
    const { store } = this.today;
    const scenario = store.scenarios.get(id);
    if (scenario === null) throw unknownScenario(id);
    const key = `${id} ${scenario.revision} ${store.cityVersion()}`;
    const planned = this.kept.get(key, () => datasetOf(this.today, scenario));
    planned.catch(() => this.kept.forget(key));
    return planned;
  }
}

async function datasetOf(today: OpenDataset, { id, revision, plan }: Scenario): Promise<OpenDataset> {
  const planned = new Map((await stationsOfPlan(today.store, plan)).map((station) => [station.id, station]));
  const stations = createStations(() => ({ stations: planned, units: today.store.units }));
  return {
    ...today,
    store: { ...today.store, stations },
    serviceAreas: today.serviceAreas?.withPlan(stations, plan.gates) ?? null,
    versionTag: (about) => `${today.versionTag(about)}-${id}.${revision}`,
  };
}

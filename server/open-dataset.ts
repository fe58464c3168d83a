import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { flowOf } from '../geodata/cases/flows/flow-registry.ts';
import type { Dataset } from '../geodata/model/dataset.ts';
import type { FlowConfiguration } from '../geodata/model/flow.ts';
import { toShanghaiIso } from '../geodata/model/time.ts';
import { type OpenTileset, openTileset, tilesetPath } from '../geodata/tiles/open-tileset.ts';
import type { Config } from './config.ts';
import { TILESETS, type Tileset } from './contract/tiles.ts';
import type { SimulatedFeed } from './jobs/simulated-feed.ts';
import { LiveHub } from './live/live-hub.ts';
import { ScenarioDatasets } from './scenario-datasets.ts';
import { RequestIntake } from './store/request-intake.ts';
import { openServiceAreas, type ServiceAreas } from './store/service-areas.ts';
import { type DatasetStore, openStore } from './store/store.ts';

/** A data set that answers: its store, its files, and everybody who listens to it. */
export interface OpenDataset {
  manifest: Dataset;
  /** 流程 by which its whistles are blown and its 诉求 supervised. */
  flow: FlowConfiguration;
  store: DatasetStore;
  /** null = no street network. */
  serviceAreas: ServiceAreas | null;
  tiles: ReadonlyMap<Tileset, OpenTileset>;
  live: LiveHub;
  /** What sources and operators deliver. */
  intake: RequestIntake;
  /**
   * Changes whenever an answer may change; differs from run to run. Answers about the city alone (units, organizations, figures of
   * record) change with the day at most, those about requests with every commit.
   */
  versionTag(about: AnswerSubject): string;
  /** The same with the stations and gates of a scenario. @throws {ProblemError} 404 `unknown-scenario` */
  inScenario(id: string): Promise<OpenDataset>;
  /** Invented requests are flowing in. */
  isSimulated(): boolean;
  /** Starts the simulated feed where data set and settings allow it; does nothing the second time. */
  startFeed(): void;
  /**
   * Counts the coverage of today's stations when there is a moment, before somebody asks: whatever an import has changed, the data set is
   * opened anew after it. Changes of stations or units while it is open are counted when next asked.
   */
  precomputeCoverage(): void;
  close(): Promise<void>;
}

/** A tenth of the second within which news must be on screen. */
const LIVE_GATHER_MS = 100;

export type AnswerSubject = 'city' | 'requests';

export interface OpenOptions {
  config: Pick<Config, 'simulatedFeed' | 'feedRate' | 'databaseUrl'>;
  /** Unique to this run of the server, without `-`. */
  epoch: string;
  /** Something in the background failed; the data set goes on answering. */
  onError: (error: unknown) => void;
}

/** @throws where a file of the data set is missing or broken */
export async function openDataset(
  folder: string,
  manifest: Dataset,
  { config, epoch, onError }: OpenOptions,
): Promise<OpenDataset> {
  const [store, tiles] = await Promise.all([
    openStore(folder, { databaseUrl: config.databaseUrl }),
    openTiles(folder),
  ]);
  const serviceAreas = await openServiceAreas(folder, store, manifest);
  if (serviceAreas) store.setCellCoverage(() => serviceAreas.allCells());

  let feed: Promise<SimulatedFeed> | null = null;
  const mayFeed = manifest.demo && config.simulatedFeed;
  const live = new LiveHub({
    epoch,
    asOf: () => store.asOf(),
    simulated: () => mayFeed,
    nowIso: () => toShanghaiIso(Date.now()),
    gatherMs: LIVE_GATHER_MS,
  });
  let isCatchingUp = false;
  const stopListening = store.writer.onCommitted(({ requests, unitIds }) => {
    if (isCatchingUp) return;
    for (const request of requests) live.publishRequest(request);
    live.publishIndicators(unitIds);
  });
  const stopWhistles = store.whistles.onCommitted((told) => {
    if (!isCatchingUp) live.publishWhistle(told);
  });
  const dataset: OpenDataset = {
    manifest,
    flow: flowOf(manifest),
    store,
    serviceAreas,
    tiles,
    live,
    intake: new RequestIntake(store),
    versionTag: (about) =>
      `${epoch}-${manifest.version}-${about === 'city' ? store.asOf().slice(0, 10) : store.dataVersion()}`,
    inScenario: (id) => scenarios.get(id),
    isSimulated: () => mayFeed,
    startFeed() {
      if (!mayFeed || feed !== null) return;
      feed = import('./jobs/simulated-feed.ts').then(({ startSimulatedFeed }) =>
        startSimulatedFeed({
          manifest,
          store,
          flow: dataset.flow,
          rate: config.feedRate,
          onCatchUp: (active) => {
            isCatchingUp = active;
            if (!active) live.publishReset();
          },
          onError,
        }),
      );
    },
    precomputeCoverage() {
      setImmediate(() => serviceAreas?.precompute());
    },
    async close() {
      if (feed !== null) await (await feed).stop();
      stopListening();
      stopWhistles();
      live.close();
      await serviceAreas?.close();
      await store.close();
      await Promise.all([...tiles.values()].map((tileset) => tileset.close()));
    },
  };
  const scenarios = new ScenarioDatasets(dataset);
  return dataset;
}

async function openTiles(folder: string): Promise<Map<Tileset, OpenTileset>> {
  const tiles = new Map<Tileset, OpenTileset>();
  for (const name of TILESETS) {
    const tilesFolder = join(folder, 'tiles');
    if (existsSync(tilesetPath(tilesFolder, name))) tiles.set(name, await openTileset(tilesFolder, name));
  }
  return tiles;
}

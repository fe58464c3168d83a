import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveListener } from '../../../web/api/live.ts';
import { useSelection } from '../../../web/stores/selection.ts';
import { useServiceAreas } from '../../../web/stores/service-areas.ts';

let listener: LiveListener;
vi.mock('../../../web/api/live.ts', () => ({
  openLive: (_dataset: unknown, told: LiveListener) => {
    listener = told;
    return () => {};
  },
}));

/** The scenarios that the server has, by id. */
let kept: Map<string, { revision: number; cutoffMinutes: number; profile: string; when: string }>;
/** Paths with their queries that the server was asked, since the test began. */
let asked: URL[];

function answerTo(url: URL): unknown {
  if (url.pathname === '/api/service-areas/scenarios') {
    const scenarios = [...kept].map(([id, scenario]) => ({ id, name: id, ...scenario }));
    return { scenarios, mayWrite: true };
  }
  const id = url.searchParams.get('scenario');
  const counted = id === null ? 'today' : `${id} ${kept.get(id)?.revision}`;
  if (url.pathname === '/api/service-areas/cells') return { asOf: counted };
  if (url.pathname === '/api/service-areas/stations') return { stations: [] };
  return {};
}

beforeEach(() => {
  kept = new Map([
    ['s-a', { revision: 1, cutoffMinutes: 10, profile: 'elderly', when: 'weekend' }],
    ['s-b', { revision: 1, cutoffMinutes: 15, profile: 'adult', when: 'anytime' }],
  ]);
  asked = [];
  vi.stubGlobal('fetch', async (address: string) => {
    const url = new URL(address, 'http://localhost');
    asked.push(url);
    return new Response(JSON.stringify(answerTo(url)), {
      headers: { 'content-type': 'application/json' },
    });
  });
  setActivePinia(createPinia());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function change(id: string): void {
  const scenario = kept.get(id)!;
  scenario.revision += 1;
  listener.onScenario({ change: 'changed', id, revision: scenario.revision });
}

async function shownCells(): Promise<ReturnType<typeof useServiceAreas>> {
  const services = useServiceAreas();
  await vi.waitFor(() => expect(services.cells).not.toBeNull());
  return services;
}

describe('service areas of a kept plan', () => {
  it('follow its changes, and stay what they are when another plan is changed', async () => {
    useSelection().restore({ map: 'service', scenario: 's-a' });
    const services = await shownCells();
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 1'));
    change('s-a');
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 2'));
    change('s-b');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(services.cells?.asOf).toBe('s-a 2');
  });

  it('are asked for with the minutes, walker and time that the plan was kept with', async () => {
    useSelection().restore({ map: 'service', scenario: 's-a' });
    const services = await shownCells();
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 1'));
    expect(services.cutoffMinutes).toBe(10);
    const cells = asked.filter(({ pathname }) => pathname === '/api/service-areas/cells');
    expect(cells.map(({ search }) => search)).toEqual([
      '?cutoffMinutes=10&profile=elderly&when=weekend&scenario=s-a',
    ]);
  });

  it('say of what is on screen whether it is the plan’s or still today’s', async () => {
    const selection = useSelection();
    selection.restore({ map: 'service' });
    const services = await shownCells();
    expect(services.cellsScenarioId).toBeNull();
    selection.restore({ map: 'service', scenario: 's-a' });
    // What was there stays until the answer comes, and is told as what it is.
    expect(services.cells?.asOf).toBe('today');
    expect(services.cellsScenarioId).toBeNull();
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 1'));
    expect(services.cellsScenarioId).toBe('s-a');
  });

  it('become today’s, and say so, when the plan is deleted, also where it was changed just before', async () => {
    useSelection().restore({ map: 'service', scenario: 's-a' });
    const services = await shownCells();
    change('s-a');
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 2'));
    expect(services.isScenarioLost).toBe(false);
    kept.delete('s-a');
    listener.onScenario({ change: 'deleted', id: 's-a', revision: 2 });
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('today'));
    expect(services.isScenarioLost).toBe(true);
    expect(services.cellsScenarioId).toBeNull();
  });

  it('are found changed by whoever looked at something else meanwhile', async () => {
    const selection = useSelection();
    selection.restore({ map: 'service', scenario: 's-a' });
    const services = await shownCells();
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 1'));
    selection.restore({ map: 'grid' });
    change('s-a');
    await new Promise((resolve) => setTimeout(resolve, 20));
    selection.restore({ map: 'service', scenario: 's-a' });
    await vi.waitFor(() => expect(services.cells?.asOf).toBe('s-a 2'));
  });

  it('are today’s on the planner’s page, which counts its plan itself', async () => {
    useServiceAreas().isPlanning = true;
    useSelection().restore({ map: 'service', scenario: 's-a' });
    const services = await shownCells();
    expect(services.cells?.asOf).toBe('today');
    expect(services.scenarioId).toBeNull();
    expect(services.isScenarioLost).toBe(false);
  });
});

import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { useSelection } from '../../../web/stores/selection.ts';

let router: Router;

beforeEach(async () => {
  setActivePinia(createPinia());
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  });
  useSelection().connect(router);
  await router.push('/?unit=520115&map=heat&playlist=mine');
});

async function settled(): Promise<void> {
  await nextTick();
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('the selection of a screen', () => {
  it('is restored from the address', () => {
    const selection = useSelection();
    expect(selection.unitId).toBe('520115');
    expect(selection.map).toBe('heat');
    expect(selection.period).toBe('7d');
  });

  it('steps back over drills, and over nothing else', async () => {
    const selection = useSelection();
    selection.drill('520115001000');
    await settled();
    selection.setPeriod('30d');
    await settled();
    selection.drill('520115001001');
    await settled();
    expect(router.currentRoute.value.query).toEqual({
      unit: '520115001001',
      map: 'heat',
      period: '30d',
      playlist: 'mine',
    });
    router.back();
    await settled();
    expect(selection.unitId).toBe('520115001000');
    expect(selection.period).toBe('30d');
    router.back();
    await settled();
    expect(selection.unitId).toBe('520115');
    expect(selection.period).toBe('7d');
  });

  it('goes from days back to the named period before, and takes all filters away at once', async () => {
    const selection = useSelection();
    selection.setPeriod('30d');
    selection.setPeriod({ from: '2026-11-01', to: '2026-11-02' });
    selection.setPeriod({ from: '2026-11-03', to: '2026-11-05' });
    selection.leaveDays();
    expect(selection.period).toBe('30d');
    selection.leaveDays();
    expect(selection.period).toBe('30d');

    selection.setStatus('handling');
    selection.setUrgency(0);
    selection.setHandlingUnit('城管局');
    selection.setPeriod({ from: '2026-11-01', to: '2026-11-02' });
    await settled();
    expect(router.currentRoute.value.query).toMatchObject({
      status: 'handling',
      urgency: '0',
      handling: '城管局',
      period: '2026-11-01..2026-11-02',
    });
    expect(selection.isFiltered).toBe(true);
    selection.clearFilters();
    await settled();
    expect(selection.isFiltered).toBe(false);
    expect(router.currentRoute.value.query).toEqual({
      unit: '520115',
      map: 'heat',
      period: '30d',
      playlist: 'mine',
    });
  });

  it('opens a request as a step of history, and closes it without one', async () => {
    const selection = useSelection();
    selection.openRequest(7);
    await settled();
    expect(router.currentRoute.value.query.request).toBe('7');
    router.back();
    await settled();
    expect(selection.requestId).toBeNull();
    selection.openRequest(8);
    await settled();
    selection.closeRequest();
    await settled();
    expect(selection.requestId).toBeNull();
    router.back();
    await settled();
    expect(selection.unitId).toBe('520115');
    expect(selection.requestId).toBeNull();
  });

  it('lets the camera follow again after a drill', async () => {
    const selection = useSelection();
    selection.setCamera({ lon: 106.6, lat: 26.6, zoom: 12, bearing: 0, pitch: 0 });
    await settled();
    expect(router.currentRoute.value.query.camera).toBe('106.6,26.6,12,0,0');
    selection.drill(null);
    await settled();
    expect(selection.camera).toBeNull();
    expect(router.currentRoute.value.query.camera).toBeUndefined();
  });

  it('starts another data set at its root, in the same theme and language', async () => {
    const selection = useSelection();
    selection.setTheme('day');
    selection.setDataset('lanling');
    await settled();
    expect(selection.unitId).toBeNull();
    expect(selection.map).toBe('grid');
    expect(selection.theme).toBe('day');
    expect(router.currentRoute.value.query).toEqual({ dataset: 'lanling', theme: 'day', playlist: 'mine' });
  });
});

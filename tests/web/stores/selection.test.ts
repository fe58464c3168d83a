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

import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { useSelection } from '../../../web/stores/selection.ts';
import { useUnknownUnit } from '../../../web/stores/unknown-unit.ts';

let router: Router;

beforeEach(() => {
  vi.stubGlobal('fetch', async (address: string) => {
    const isKnown = address.includes('/api/units/520115');
    const answer = isKnown ? {} : { code: 'unknown-unit', title: 'Not found', detail: '', status: 404 };
    return new Response(JSON.stringify(answer), {
      status: isKnown ? 200 : 404,
      headers: { 'content-type': isKnown ? 'application/json' : 'application/problem+json' },
    });
  });
  setActivePinia(createPinia());
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  });
  useSelection().connect(router);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('goes to the whole where the address names a unit that is not there, and says which until the next choice', async () => {
  await router.push('/?unit=110101&map=heat');
  const selection = useSelection();
  const unknown = useUnknownUnit();
  await vi.waitFor(() => expect(unknown.unitId).toBe('110101'));
  expect(selection.unitId).toBeNull();
  await vi.waitFor(() => expect(router.currentRoute.value.query).toEqual({ map: 'heat' }));

  selection.drill('520115');
  await vi.waitFor(() => expect(unknown.unitId).toBeNull());
  expect(selection.unitId).toBe('520115');
});

it('leaves a unit alone that is there', async () => {
  await router.push('/?unit=520115');
  const unknown = useUnknownUnit();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(unknown.unitId).toBeNull();
  expect(useSelection().unitId).toBe('520115');
});

import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { ApiError } from '../../../web/api/http.ts';
import { type Resource, useResource } from '../../../web/stores/resource.ts';

interface Call {
  params: { id: string };
  signal: AbortSignal;
  answer(value: string): void;
  fail(cause: unknown): void;
}

function setUp(): { id: { value: string | null }; calls: Call[]; resource: Resource<string> } {
  const id = ref<string | null>('a');
  const calls: Call[] = [];
  const resource = effectScope().run(() =>
    useResource<{ id: string }, string>({
      params: () => (id.value === null ? null : { id: id.value }),
      load: (params, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          calls.push({ params, signal, answer: resolve, fail: reject });
        }),
      cacheSize: 2,
    }),
  ) as Resource<string>;
  return { id, calls, resource };
}

async function flush(): Promise<void> {
  await nextTick();
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('something asked of the server', () => {
  it('keeps the old answer until the new one is here', async () => {
    const { id, calls, resource } = setUp();
    calls[0].answer('first');
    await flush();
    expect(resource.data.value).toBe('first');
    id.value = 'b';
    expect(resource.loading.value).toBe(true);
    expect(resource.data.value).toBe('first');
    calls[1].answer('second');
    await flush();
    expect(resource.data.value).toBe('second');
    expect(resource.loading.value).toBe(false);
  });

  it('cancels the call that has become stale and ignores its answer', async () => {
    const { id, calls, resource } = setUp();
    id.value = 'b';
    expect(calls[0].signal.aborted).toBe(true);
    calls[1].answer('second');
    calls[0].answer('first');
    await flush();
    expect(resource.data.value).toBe('second');
    expect(resource.error.value).toBeNull();
  });

  it('answers from what it has seen on the way back', async () => {
    const { id, calls, resource } = setUp();
    calls[0].answer('first');
    await flush();
    id.value = 'b';
    calls[1].answer('second');
    await flush();
    id.value = 'a';
    expect(resource.data.value).toBe('first');
    expect(calls).toHaveLength(2);
  });

  it('asks again on the way back where a newer answer was wanted meanwhile', async () => {
    const { id, calls, resource } = setUp();
    calls[0].answer('first');
    await flush();
    id.value = 'b';
    calls[1].answer('second');
    await flush();
    void resource.reload();
    calls[2].answer('second, newer');
    await flush();
    id.value = 'a';
    expect(calls).toHaveLength(4);
    calls[3].answer('first, newer');
    await flush();
    expect(resource.data.value).toBe('first, newer');

    id.value = null;
    await resource.reload();
    id.value = 'a';
    expect(calls).toHaveLength(5);
  });

  it('forgets the oldest answers', async () => {
    const { id, calls } = setUp();
    for (const next of ['b', 'c', 'd']) {
      calls[calls.length - 1].answer(next);
      await flush();
      id.value = next;
    }
    calls[3].answer('d');
    await flush();
    id.value = 'a';
    expect(calls).toHaveLength(5);
  });

  it('says why a call failed, keeps what it had, and asks again on demand', async () => {
    const { id, calls, resource } = setUp();
    calls[0].answer('first');
    await flush();
    id.value = 'b';
    calls[1].fail(new ApiError({ code: 'offline', title: 'no', detail: 'later', status: 0 }));
    await flush();
    expect(resource.error.value?.code).toBe('offline');
    expect(resource.data.value).toBe('first');
    const again = resource.reload();
    calls[2].answer('second');
    await again;
    expect(resource.error.value).toBeNull();
    expect(resource.data.value).toBe('second');
  });

  it('rests while there is nothing to ask', async () => {
    const { id, calls, resource } = setUp();
    id.value = null;
    expect(calls[0].signal.aborted).toBe(true);
    expect(resource.loading.value).toBe(false);
    await resource.reload();
    expect(calls).toHaveLength(1);
  });
});

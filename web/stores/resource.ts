import { onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import { ApiError, isAbort } from '../api/http.ts';

/** Something asked of the server that follows the state of the page. */
export interface Resource<T> {
  /** The last answer; kept while a newer one is on its way, so nothing on screen goes blank. */
  data: ShallowRef<T | null>;
  loading: Ref<boolean>;
  /** Why the last call failed, else null. `data` still holds what came before. */
  error: ShallowRef<ApiError | null>;
  /** Key of what `data` answers, '' before the first answer. Differs from the wanted one while loading. */
  answeredKey: Ref<string>;
  /** Ask again for the same thing, or for nothing while there is nothing to ask; what was kept of other questions is as old, and forgotten. */
  reload(): Promise<void>;
}

export interface ResourceOptions<P, T> {
  /** What to ask, or null for nothing now (the old answer stays). Compared by value. */
  params: () => P | null;
  load: (params: P, signal: AbortSignal) => Promise<T>;
  /** Answers kept for going back and forth. */
  cacheSize?: number;
}

const CACHE_SIZE = 12;

/**
 * Asks whenever `params` change, cancels the call that has become stale, keeps the old answer until the new one is here.
 * Lives as long as the effect scope it is made in.
 */
export function useResource<P, T>(options: ResourceOptions<P, T>): Resource<T> {
  const data = shallowRef<T | null>(null);
  const loading = ref(false);
  const error = shallowRef<ApiError | null>(null);
  const answeredKey = ref('');
  const cacheSize = options.cacheSize ?? CACHE_SIZE;
  const cache = new Map<string, T>();
  let running: AbortController | null = null;

  async function ask(key: string, params: P): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    loading.value = true;
    try {
      const answer = await options.load(params, controller.signal);
      if (running !== controller) return;
      remember(key, answer);
      show(key, answer);
    } catch (cause) {
      if (running !== controller || isAbort(cause)) return;
      error.value = toApiError(cause);
    } finally {
      if (running === controller) {
        running = null;
        loading.value = false;
      }
    }
  }

  function show(key: string, answer: T): void {
    data.value = answer;
    answeredKey.value = key;
    error.value = null;
  }

  function remember(key: string, answer: T): void {
    cache.delete(key);
    cache.set(key, answer);
    if (cache.size > cacheSize) cache.delete(cache.keys().next().value as string);
  }

  const wantedKey = (): string | null => {
    const params = options.params();
    return params === null ? null : JSON.stringify(params);
  };

  watch(
    wantedKey,
    (key) => {
      if (key === null) {
        running?.abort();
        running = null;
        loading.value = false;
        return;
      }
      const known = cache.get(key);
      if (known !== undefined) {
        running?.abort();
        running = null;
        loading.value = false;
        show(key, known);
        return;
      }
      void ask(key, options.params() as P);
    },
    { immediate: true, flush: 'sync' },
  );

  onScopeDispose(() => running?.abort());

  return {
    data,
    loading,
    error,
    answeredKey,
    async reload() {
      cache.clear();
      const params = options.params();
      if (params !== null) await ask(JSON.stringify(params), params);
    },
  };
}

/** What went wrong, as the page shows it. */
export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError({ code: 'bad-answer', title: 'Unreadable answer', detail: String(cause), status: 0 });
}

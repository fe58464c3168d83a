import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Scenario, ScenarioBody } from '../../server/contract/scenarios.ts';
import { ApiError } from '../api/http.ts';
import {
  changeScenario,
  createScenario,
  deleteScenario,
  fetchScenarios,
  type Token,
} from '../api/scenarios.ts';
import { useLive } from './live.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** Kept until the window is closed, and nowhere else. */
const TOKEN_KEY = 'onegrid-token';
/** Refusals that another token would lift. */
const NEEDS_TOKEN: readonly string[] = ['token-needed', 'role-too-low'];

/** Somebody has to say who they are before something is written. */
export interface TokenNeed {
  /** What the server says: what is missing, and which command helps. */
  detail: string;
  /** A token was given, and was not enough. */
  wasRefused: boolean;
}

/** 方案: the plans that are kept under a name, and writing them. */
export const useScenarios = defineStore('scenarios', () => {
  const selection = useSelection();
  const live = useLive();
  /** A panel shows them; else they are asked for where the address names one. */
  const isWanted = ref(false);
  const isWriting = ref(false);
  const tokenNeed = shallowRef<TokenNeed | null>(null);
  let giveToken: ((token: Token) => void) | null = null;

  const answer = useResource({
    params: () =>
      isWanted.value || selection.scenario !== null
        ? { dataset: selection.dataset, beat: live.scenarioBeat }
        : null,
    load: ({ dataset }, signal) => fetchScenarios(dataset, signal),
    cacheSize: 1,
  });
  const list = computed<Scenario[]>(() => answer.data.value?.scenarios ?? []);

  /** Asks for a token as long as the server wants one. @throws {ApiError}; null where nobody gave one */
  async function writing<T>(work: (token: Token, signal: AbortSignal) => Promise<T>): Promise<T | null> {
    isWriting.value = true;
    let token = sessionStorage.getItem(TOKEN_KEY);
    try {
      for (;;) {
        try {
          const done = await work(token, new AbortController().signal);
          await answer.reload();
          return done;
        } catch (error) {
          if (!(error instanceof ApiError) || !NEEDS_TOKEN.includes(error.code)) throw error;
          token = await askForToken({ detail: error.detail, wasRefused: token !== null });
          if (token === null) return null;
          sessionStorage.setItem(TOKEN_KEY, token);
        }
      }
    } finally {
      isWriting.value = false;
    }
  }

  function askForToken(need: TokenNeed): Promise<Token> {
    giveToken?.(null);
    tokenNeed.value = need;
    return new Promise((resolve) => {
      giveToken = (token) => {
        tokenNeed.value = null;
        giveToken = null;
        resolve(token);
      };
    });
  }

  return {
    isWanted,
    isWriting,
    list,
    loading: answer.loading,
    error: answer.error,
    /** The list has been read at least once. */
    isKnown: computed(() => answer.data.value !== null),
    reload: answer.reload,
    get: (id: string | null): Scenario | null => list.value.find((scenario) => scenario.id === id) ?? null,
    tokenNeed,
    /** Answers what `tokenNeed` asks for; null = nothing is written. */
    giveToken: (token: Token): void => giveToken?.(token),
    /** Each gives null where nobody said who they are. @throws {ApiError} */
    create: (body: ScenarioBody) =>
      writing((token, signal) => createScenario(selection.dataset, body, token, signal)),
    change: (id: string, revision: number, body: ScenarioBody) =>
      writing((token, signal) => changeScenario(selection.dataset, id, { ...body, revision }, token, signal)),
    remove: ({ id, revision }: Scenario) =>
      writing(async (token, signal) => {
        await deleteScenario(selection.dataset, id, revision, token, signal);
        return true;
      }),
  };
});

/** What may be said of a scenario again: to keep it under another name, or after it was deleted. */
export function bodyOf({
  name,
  note,
  plan,
  within,
  cutoffMinutes,
  profile,
  when,
}: ScenarioBody): ScenarioBody {
  return { name, note, plan, within, cutoffMinutes, profile, when };
}

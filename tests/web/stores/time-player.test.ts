import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick, watch } from 'vue';
import { INDICATORS } from '../../../geodata/indicators/definitions.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import { stepAfter, stepStarts } from '../../../geodata/model/time-step.ts';
import type { LiveListener } from '../../../web/api/live.ts';
import { useMapValues } from '../../../web/stores/map-values.ts';
import { useSelection } from '../../../web/stores/selection.ts';
import { useTimeAxis } from '../../../web/stores/time-axis.ts';
import { useTimeFrames } from '../../../web/stores/time-frames.ts';
import { useTimePlayer } from '../../../web/stores/time-player.ts';

let listener: LiveListener;
vi.mock('../../../web/api/live.ts', () => ({
  openLive: (_dataset: unknown, told: LiveListener) => {
    listener = told;
    return () => {};
  },
}));

const AS_OF = '2026-11-20T12:00:00+08:00';
const STEP = 'week' as const;
let asked: URL[];
/** False: calls for steps stay unanswered. */
let isAnswering: boolean;
/** Requests that have come in since the test began. */
let come: number;
/** The server has nothing but trouble with steps. */
let isFailing: boolean;

/** Each step's only value is its number since 1970, so that it can be told which one is shown. */
function stepsOf(url: URL) {
  const fromMs = Date.parse(url.searchParams.get('from')!);
  const starts = stepStarts({ fromMs, toMs: Date.parse(url.searchParams.get('to')!) }, STEP, 1000)!;
  return {
    indicatorId: 'requests',
    level: 'gridCell',
    within: '520100',
    step: STEP,
    unitIds: ['a'],
    breaks: [1],
    steps: starts.map((start) => ({
      at: toShanghaiIso(start),
      numerator: [start + come],
      denominator: [1],
      value: [start],
      classes: [0],
      total: { numerator: start, denominator: 1, value: start, outsideLevel: 0 },
    })),
    from: toShanghaiIso(fromMs),
    to: url.searchParams.get('to'),
    asOf: AS_OF,
  };
}

function answerTo(url: URL): unknown {
  if (url.pathname === '/api/health') return { asOf: AS_OF, simulatedFeed: false };
  if (url.pathname === '/api/indicators') return { indicators: INDICATORS };
  if (url.pathname.endsWith('/series')) {
    const fromMs = Date.parse(url.searchParams.get('from')!);
    const starts = stepStarts({ fromMs, toMs: Date.parse(AS_OF) }, STEP, 1000)!;
    return { at: starts.map(toShanghaiIso), numerator: starts.map(() => 7 + come), asOf: AS_OF };
  }
  return url.pathname.endsWith('/steps') ? stepsOf(url) : {};
}

beforeEach(() => {
  asked = [];
  isAnswering = true;
  come = 0;
  isFailing = false;
  vi.stubGlobal('fetch', async (address: string, { signal }: { signal: AbortSignal }) => {
    const url = new URL(address, 'http://localhost');
    asked.push(url);
    if (url.pathname.endsWith('/steps') && !isAnswering) {
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    }
    if (url.pathname.endsWith('/steps') && isFailing) return new Response('{}', { status: 500 });
    return new Response(JSON.stringify(answerTo(url)), { headers: { 'content-type': 'application/json' } });
  });
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 0));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  setActivePinia(createPinia());
});
afterEach(async () => {
  useSelection().restore({});
  // Whoever watches puts its clocks away while there are any.
  await nextTick();
  vi.unstubAllGlobals();
});

const stepCalls = () => asked.filter(({ pathname }) => pathname.endsWith('/steps'));
async function open(query: Record<string, string>) {
  useSelection().restore({ indicator: 'requests', time: STEP, ...query });
  const player = useTimePlayer();
  await vi.waitFor(() => expect(useTimeAxis().starts.length).toBeGreaterThan(1));
  return player;
}

describe('the time player', () => {
  it('halts at the step of a link, also where the period does not hold it', async () => {
    const player = await open({ period: '2026-10-01..2026-11-01', at: '2025-03-05' });
    await vi.waitFor(() => expect(player.frame).not.toBeNull());
    const startMs = Date.parse('2025-03-03T00:00:00+08:00');
    expect(player.currentMs).toBe(startMs);
    const values = useMapValues();
    expect(values.cells).toMatchObject({ kind: 'frame', columns: { value: [startMs] } });
    expect(stepCalls()).toHaveLength(1);
    player.leave();
    await vi.waitFor(() => expect(values.frameMs).toBeNull());
  });

  it('plays the steps of the period in their order, and after the last the first', async () => {
    const player = await open({ period: '2026-09-28..2026-10-19' });
    const { starts } = useTimeAxis();
    expect(starts.map((start) => toShanghaiIso(start).slice(0, 10))).toEqual([
      '2026-09-28',
      '2026-10-05',
      '2026-10-12',
    ]);
    player.play(16);
    const seen: number[] = [];
    await vi.waitFor(
      () => {
        const shown = player.frame?.startMs;
        if (shown !== undefined && shown !== seen.at(-1)) seen.push(shown);
        expect(seen.length).toBeGreaterThanOrEqual(7);
      },
      { timeout: 5000, interval: 5 },
    );
    seen.forEach((start, index) => {
      if (index > 0) expect(start).toBe(starts[(starts.indexOf(seen[index - 1]!) + 1) % 3]);
    });
    // All three came with one call.
    expect(stepCalls()).toHaveLength(1);
    player.pause();
    expect(useSelection().frameMs).toBe(player.currentMs);
    expect(player.isPlaying).toBe(false);
  });

  it('a period shorter than two steps leaves the whole axis to be played', async () => {
    await open({ period: '7d' });
    const { starts, span } = useTimeAxis();
    expect(starts[0]).toBe(span!.fromMs);
    expect(stepAfter(starts.at(-1)!, STEP)).toBeGreaterThan(Date.parse(AS_OF));
  });

  it('waits for what is not there, and says so', async () => {
    isAnswering = false;
    const player = await open({ period: '2026-09-28..2026-10-19' });
    player.play(16);
    await vi.waitFor(() => expect(player.isWaiting).toBe(true));
    expect(player.currentMs).toBe(useTimeAxis().starts[0]);
    expect(player.frame).toBeNull();
  });

  it('asks again by itself after a failure, and not with every step', async () => {
    isFailing = true;
    const player = await open({ period: '2026-09-28..2026-10-19' });
    player.play(16);
    const frames = useTimeFrames();
    await vi.waitFor(() => expect(frames.error).not.toBeNull());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(stepCalls()).toHaveLength(1);
    isFailing = false;
    await vi.waitFor(() => expect(player.frame).not.toBeNull(), { timeout: 6000 });
    expect(frames.error).toBeNull();
  });

  it('another question throws away what was fetched and calls off what is on its way', async () => {
    const player = await open({ period: '2026-09-28..2026-10-19', at: '2026-10-05' });
    await vi.waitFor(() => expect(player.frame).not.toBeNull());
    useSelection().setSource('12345');
    await vi.waitFor(() => expect(stepCalls()).toHaveLength(2));
    expect(stepCalls()[1]!.searchParams.get('source')).toBe('12345');
  });

  it('renews the newest step and its bar while it is on the map, and nothing goes blank meanwhile', async () => {
    const player = await open({ period: '2026-10-01..2026-11-21', at: '2026-11-16' });
    await vi.waitFor(() => expect(player.frame).not.toBeNull());
    const startMs = Date.parse('2026-11-16T00:00:00+08:00');
    const axis = useTimeAxis();
    expect(axis.starts.at(-1)).toBe(startMs);
    let blanks = 0;
    const stop = watch(
      () => player.frame === null || axis.bars.length === 0,
      (isBlank) => {
        if (isBlank) blanks += 1;
      },
      { flush: 'sync' },
    );
    come = 3;
    listener.onIndicators({ unitIds: ['a'], asOf: '2026-11-20T12:00:30+08:00' });
    await vi.waitFor(
      () => {
        const { frame } = player;
        expect(frame?.kind === 'columns' && frame.columns.numerator).toEqual([startMs + 3]);
        expect(axis.bars.at(-1)?.count).toBe(10);
      },
      { timeout: 8000 },
    );
    expect(stepCalls()).toHaveLength(2);
    expect(Date.parse(stepCalls()[1]!.searchParams.get('to')!)).toBe(Date.parse('2026-11-20T12:00:30+08:00'));
    expect(blanks).toBe(0);
    stop();
  });

  it('has no steps of states and quantiles', async () => {
    await open({});
    const frames = useTimeFrames();
    await vi.waitFor(() => expect(frames.isPlayable).toBe(true));
    useSelection().setIndicator('p90ResolveHours');
    await vi.waitFor(() => expect(frames.isPlayable).toBe(false));
    expect(frames.question).toBeNull();
  });
});

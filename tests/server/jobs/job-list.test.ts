import { expect, test } from 'vitest';
import type { JobState } from '../../../server/contract/jobs.ts';
import { JobList, type JobWork } from '../../../server/jobs/job-list.ts';

function settled(jobs: JobList, jobId: string): Promise<string> {
  return new Promise((resolve) => {
    jobs.onChange((state) => {
      if (state.jobId === jobId && ['done', 'failed', 'cancelled'].includes(state.state))
        resolve(state.state);
    });
  });
}

const untilAborted: JobWork = (report, signal) =>
  new Promise((_, reject) => {
    report(0.5, 'half');
    signal.addEventListener('abort', () => reject(signal.reason));
  });

test('a job reports its steps and ends done', async () => {
  const jobs = new JobList();
  const seen: [string, number, string][] = [];
  jobs.onChange(({ state, progress, step }) => seen.push([state, progress, step]));
  const { jobId, state } = jobs.start('demo', 'a', async (report) => report(0.4, 'roads'));
  expect(state).toBe('queued');
  await settled(jobs, jobId);
  expect(seen).toEqual([
    ['running', 0, ''],
    ['running', 0.4, 'roads'],
    ['done', 1, 'roads'],
  ]);
  expect(jobs.get(jobId)?.state).toBe('done');
  expect(jobs.active('demo', 'a')).toBeNull();
});

test('jobs run one after the other', async () => {
  const jobs = new JobList();
  const order: string[] = [];
  const work =
    (name: string): JobWork =>
    async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`${name} ends`);
    };
  jobs.start('demo', 'a', work('a'));
  const second = jobs.start('demo', 'b', work('b'));
  await settled(jobs, second.jobId);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('a failure keeps its reason and does not stop the next job', async () => {
  const jobs = new JobList();
  const first = jobs.start('demo', 'a', async () => {
    throw new Error('no room on the disk');
  });
  const second = jobs.start('demo', 'b', async () => undefined);
  await settled(jobs, second.jobId);
  expect(jobs.get(first.jobId)).toMatchObject({ state: 'failed', error: 'no room on the disk' });
});

test('a running job is cancelled; a waiting one never begins', async () => {
  const jobs = new JobList();
  const running = jobs.start('demo', 'a', untilAborted);
  const waiting = jobs.start('demo', 'b', async () => {
    throw new Error('must not begin');
  });
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect((await jobs.cancel(waiting.jobId))?.state).toBe('cancelled');
  expect((await jobs.cancel(running.jobId))?.state).toBe('cancelled');
  expect(await jobs.cancel('unknown')).toBeNull();
});

test('a job at once does not wait for the others, and what it has found can be read before it ends', async () => {
  const jobs = new JobList();
  const { jobId: long } = jobs.start('demo', 'a', untilAborted);
  const found = { covered: 5 } as JobState['result'];
  const small: JobWork = async (report, signal) => {
    report(0.5, 'first', found);
    report(0.6, 'second');
    await untilAborted(() => undefined, signal);
  };
  const { jobId } = jobs.start('siting', 'a', small, { isAtOnce: true });
  await new Promise((resolve) => setTimeout(resolve));
  expect(jobs.get(long)?.state).toBe('running');
  expect(jobs.get(jobId)).toMatchObject({ state: 'running', progress: 0.6, step: 'second', result: found });
  expect([jobs.activeCount('siting'), jobs.activeCount('demo')]).toEqual([1, 1]);
  await jobs.close();
  expect(jobs.activeCount('siting')).toBe(0);
  expect(jobs.get(jobId)).toMatchObject({ state: 'cancelled', result: found });
});

import { expect, it } from 'vitest';
import { changeLabels, changeText, comparedName, stepName } from '../../../web/locales/change.ts';

const t = (key: string, words: Record<string, unknown>) => `${key}${JSON.stringify(words)}`;
const at = (text: string) => Date.parse(`${text}+08:00`);

it('a change is a shape and a size, in points where it is of shares', () => {
  expect(changeText(4.2, 'relative', t)).toBe('▲ 4.2%');
  expect(changeText(-12, 'relative', t)).toBe('▼ 12.0%');
  expect(changeText(0, 'relative', t)).toBe('■ 0.0%');
  expect(changeText(-1.25, 'points', t)).toMatch(/^▼ time\.points\{"size":"1\.[23]"\}$/);
  expect(changeText(null, 'relative', t)).toBe('·');
});

it('classes of change are named fall to rise, the middle one by its width', () => {
  expect(changeLabels([-50, -25, -10, 10, 25, 50])).toEqual([
    '≤−50',
    '−50~−25',
    '−25~−10',
    '±10',
    '+10~+25',
    '+25~+50',
    '≥+50',
  ]);
});

it('the other period has a name, or its days', () => {
  const days = { from: '2025-11-01T00:00:00+08:00', to: '2025-11-08T00:00:00+08:00' };
  expect(comparedName({ comparison: 'lastYear', ...days }, t)).toBe('time.compared.lastYear{}');
  expect(comparedName({ comparison: '2025-11-01', ...days }, t)).toBe(
    'period.range{"from":"2025-11-01","to":"2025-11-07"}',
  );
});

it('a step says what it is', () => {
  expect(stepName(at('2026-03-02T15:00:00'), 'hour', t)).toBe('time.hour{"day":"2026-03-02","hour":"15"}');
  expect(stepName(at('2026-03-02T00:00:00'), 'day', t)).toBe('period.day{"day":"2026-03-02"}');
  expect(stepName(at('2026-03-02T00:00:00'), 'week', t)).toBe(
    'period.range{"from":"2026-03-02","to":"2026-03-08"}',
  );
  expect(stepName(at('2026-03-02T00:00:00'), 'week', t, true)).toBe('time.week{"day":"2026-03-02"}');
  expect(stepName(at('2026-03-01T00:00:00'), 'month', t)).toBe('time.month{"year":"2026","month":3}');
});

/** 接单 accept · 到场 arrive: both run from the creation of a request. */
export const CLOCK_NAMES = ['accept', 'arrive'] as const;
export type ClockName = (typeof CLOCK_NAMES)[number];

/** waiting: in good time · soon: in the last share of its limit · late: past it. */
export type ClockState = 'waiting' | 'soon' | 'late';

/**
 * How a clock that is still running stands. At the limit itself a request is still on time, as a finished one is.
 * @param leftMs until the limit, negative past it
 * @param soonShare 0…1, see IndicatorSettings
 */
export function clockState(leftMs: number, limitSeconds: number, soonShare: number): ClockState {
  if (leftMs < 0) return 'late';
  return leftMs <= limitSeconds * 1000 * soonShare ? 'soon' : 'waiting';
}

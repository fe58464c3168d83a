import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import type { PictureSwatch } from '../export/picture.ts';
import { changeRamp, rampFor } from '../layers/choropleth.ts';
import { formatCount } from '../locales/format.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { type LegendItem, POINT_MARKS } from './legend-items.ts';

/** The classes of a legend as a picture paints them, in the order of the strip. `labelOf` says those without a label of numbers, `direction` is that of a change. */
export function legendSwatches(
  items: readonly LegendItem[],
  theme: ThemeName,
  labelOf: (item: LegendItem) => string,
  direction: IndicatorDefinition['direction'] | null,
): PictureSwatch[] {
  const tokens = THEMES[theme];
  const classCount = items.filter(({ look }) => look === 'ramp').length;
  const ramp = direction === null ? rampFor(theme, Math.max(1, classCount)) : changeRamp(theme, direction);
  const inks: Record<string, string> = { pointUrgent: tokens.warn, pointAlarm: tokens.alarm };
  const states: Record<string, Pick<PictureSwatch, 'fill' | 'pattern' | 'ink'>> = {
    single: { fill: tokens.organizationSingle, pattern: 'plain', ink: '' },
    joint: { fill: tokens.organizationJoint, pattern: 'plain', ink: '' },
    attached: { fill: tokens.organizationAttached, pattern: 'plain', ink: '' },
    vacant: { fill: tokens.bg, pattern: 'outline', ink: tokens.warn },
  };
  const look = (item: LegendItem): Pick<PictureSwatch, 'fill' | 'pattern' | 'ink'> => {
    switch (item.look) {
      case 'ramp':
        return { fill: ramp[Math.min(item.index, ramp.length - 1)], pattern: 'plain', ink: '' };
      case 'band':
        return { fill: tokens.band[item.index] ?? tokens.band[2], pattern: 'plain', ink: '' };
      case 'zero':
        return { fill: tokens.zeroFill, pattern: 'outline', ink: tokens.zeroLine };
      case 'noData':
        return { fill: tokens.noDataFill, pattern: 'hatch', ink: tokens.noDataHatch };
      case 'suppressed':
        return { fill: tokens.suppressedFill, pattern: 'dots', ink: tokens.suppressedDot };
      case 'beyond':
        return { fill: tokens.bg, pattern: 'hatch', ink: tokens.warn };
      case 'state':
        return states[item.key] ?? states.vacant;
      case 'point':
        return { fill: tokens.bg, pattern: 'outline', ink: inks[item.key] ?? tokens.t1 };
    }
  };
  return items.map((item) => {
    const mark = item.look === 'point' ? `${POINT_MARKS[item.key]} ` : '';
    return { ...look(item), label: `${mark}${labelOf(item)}`, count: formatCount(item.count) };
  });
}

import { type IndicatorDefinition, SPECIAL_CLASS } from '../../geodata/model/indicator.ts';
import { DIVERGING, RAMPS, THEMES, type ThemeName } from '../theme/tokens.ts';
import { PATTERN, type UnitState } from './area-style.ts';

/** The part of an indicator's answer that is painted. */
export interface ClassColumns {
  unitIds: string[];
  classes: number[];
  /** Inner breaks, ascending: n breaks make n + 1 classes. */
  breaks: number[];
}

const FEWEST_CLASSES = 3;
export const MOST_CLASSES = 7;

/** Colours of `classCount` classes, low → high. Two classes take the ends of three; there are never more than seven. */
export function rampFor(theme: ThemeName, classCount: number): string[] {
  const ramp = RAMPS[theme][Math.min(MOST_CLASSES, Math.max(FEWEST_CLASSES, classCount))];
  if (classCount === 1) return [ramp[1]];
  return classCount === 2 ? [ramp[0], ramp[2]] : ramp;
}

/** Colours of the seven classes of change, fall → rise: what is worse in the colour of what is below target. More of anything that is neither asks for eyes as well. */
export function changeRamp(theme: ThemeName, direction: IndicatorDefinition['direction']): string[] {
  return direction === 'higherIsBetter' ? DIVERGING[theme] : [...DIVERGING[theme]].reverse();
}

/** How a class looks: an ordinary class is a colour, zero is empty with an edge, no data and too small a sample are patterns. */
export function classState(theme: ThemeName, ramp: string[], value: number): UnitState {
  const tokens = THEMES[theme];
  if (value === SPECIAL_CLASS.zero) {
    return { fill: tokens.zeroFill, edge: tokens.zeroLine, pattern: PATTERN.none };
  }
  if (value === SPECIAL_CLASS.noData) return { fill: tokens.noDataFill, edge: null, pattern: PATTERN.hatch };
  if (value === SPECIAL_CLASS.suppressed) {
    return { fill: tokens.suppressedFill, edge: null, pattern: PATTERN.dots };
  }
  return { fill: ramp[Math.min(value, ramp.length - 1)], edge: null, pattern: PATTERN.none };
}

/** State by unit id for an indicator's answer; `ramp` where its classes are not those of a value. */
export function choroplethStates(
  theme: ThemeName,
  columns: ClassColumns,
  ramp = rampFor(theme, columns.breaks.length + 1),
): Map<string, UnitState> {
  const byClass = new Map<number, UnitState>();
  const states = new Map<string, UnitState>();
  for (let index = 0; index < columns.unitIds.length; index++) {
    const value = columns.classes[index];
    let state = byClass.get(value);
    if (state === undefined) {
      state = classState(theme, ramp, value);
      byClass.set(value, state);
    }
    states.set(columns.unitIds[index], state);
  }
  return states;
}

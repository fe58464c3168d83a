import { parseInstant, SHANGHAI_OFFSET_MS } from '../model/time.ts';

const TOKENS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
};
const USUAL =
  /^(?<year>\d{4})[/.年-](?<month>\d{1,2})[/.月-](?<day>\d{1,2})日?(?:[T ]+(?<hour>\d{1,2}):(?<minute>\d{1,2})(?::(?<second>\d{1,2}))?)?$/;

/**
 * A reader of instants: epoch milliseconds, or null where the text is no such date. Times without a zone are Shanghai's.
 * @param format tokens YYYY MM DD HH mm ss, all else literally; null = ISO 8601 or `2026/3/1 8:05`
 */
export function timeReader(format: string | null): (text: string) => number | null {
  const pattern = format === null ? USUAL : patternOf(format);
  return (text) => {
    const found = pattern.exec(text)?.groups;
    if (!found) return format === null ? parseInstant(text) : null;
    const number = (name: string) => Number(found[name] ?? 0);
    const [year, month, day] = [number('year'), number('month'), number('day')];
    const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
    const utc = Date.UTC(year, month - 1, day, hour, minute, second);
    const back = new Date(utc);
    // Date.UTC rolls 31 April over into May; what does not come back is no date.
    const real =
      back.getUTCMonth() === month - 1 &&
      back.getUTCDate() === day &&
      hour < 24 &&
      minute < 60 &&
      second < 60;
    return real ? utc - SHANGHAI_OFFSET_MS : null;
  };
}

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/YYYY|MM|DD|HH|mm|ss/g, (token) => TOKENS[token])}$`);
}

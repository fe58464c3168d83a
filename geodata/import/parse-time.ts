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

/** `2026-03-01 08:05:00`, as nearly every export writes it. */
const COMMON_FORMAT = 'YYYY-MM-DD HH:mm:ss';

/**
 * A reader of instants: epoch milliseconds, or null where the text is no such date. Times without a zone are Shanghai's.
 * @param format tokens YYYY MM DD HH mm ss, all else literally; null = ISO 8601 or `2026/3/1 8:05`
 */
export function timeReader(format: string | null): (text: string) => number | null {
  const pattern = format === null ? USUAL : patternOf(format);
  const readCommon = format === null || format === COMMON_FORMAT ? commonReader() : () => null;
  return (text) => {
    const common = readCommon(text);
    if (common !== null) return common;
    const found = pattern.exec(text)?.groups;
    if (!found) return format === null ? parseInstant(text) : null;
    const number = (name: string) => Number(found[name] ?? 0);
    const dayMs = dayStartMs(number('year'), number('month'), number('day'));
    const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
    if (dayMs === null || hour > 23 || minute > 59 || second > 59) return null;
    return dayMs + ((hour * 60 + minute) * 60 + second) * 1000;
  };
}

/** Midnight in Shanghai; null where there is no such day (Date.UTC rolls 31 April over into May). */
function dayStartMs(year: number, month: number, day: number): number | null {
  const utc = Date.UTC(year, month - 1, day);
  const back = new Date(utc);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? utc - SHANGHAI_OFFSET_MS : null;
}

/** Reads `COMMON_FORMAT` by its characters, ten times as fast as the pattern; null = another format, or no such date. */
function commonReader(): (text: string) => number | null {
  let lastDate = -1;
  let lastDayMs: number | null = null;
  return (text) => {
    if (text.length !== COMMON_FORMAT.length) return null;
    if (text[4] !== '-' || text[7] !== '-' || text[10] !== ' ' || text[13] !== ':' || text[16] !== ':')
      return null;
    const date = digits(text, 0, 4) * 10_000 + digits(text, 5, 7) * 100 + digits(text, 8, 10);
    const time = digits(text, 11, 13) * 3600 + digits(text, 14, 16) * 60 + digits(text, 17, 19);
    if (Number.isNaN(date + time) || digits(text, 11, 13) > 23 || text[14] > '5' || text[17] > '5')
      return null;
    // Rows of a day stand together.
    if (date !== lastDate) {
      lastDayMs = dayStartMs(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
      lastDate = date;
    }
    return lastDayMs === null ? null : lastDayMs + time * 1000;
  };
}

/** The number that stands there, NaN where a character is no digit. */
function digits(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/YYYY|MM|DD|HH|mm|ss/g, (token) => TOKENS[token])}$`);
}

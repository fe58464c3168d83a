import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../web/export/csv.ts';

describe('a table as a CSV file', () => {
  it('keeps numbers, quotes what needs it, and lets no name become a formula', () => {
    expect(
      csvOf([
        ['名称', '=HYPERLINK("x")', 'a,b'],
        ['居民', -5, 3],
        ['\t注', null, '@x'],
      ]),
    ).toBe('\ufeff名称,"\'=HYPERLINK(""x"")","a,b"\r\n居民,-5,3\r\n\'\t注,,\'@x\r\n');
  });
});

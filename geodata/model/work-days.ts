/** A year's deviations from “Monday to Friday”: free days and working weekends, as `MM-DD` or `MM-DD/MM-DD` (both included). */
export interface WorkYear {
  year: number;
  holidays: readonly string[];
  /** 调休: weekends on which one works. */
  makeUpDays: readonly string[];
}

/**
 * Holidays and make-up days as the State Council announces them each autumn (国务院办公厅关于部分节假日安排的通知). A year that is not
 * listed has none: weekdays work, weekends do not.
 */
export const WORK_YEARS: readonly WorkYear[] = [
  {
    year: 2018,
    holidays: [
      '01-01',
      '02-15/02-21',
      '04-05/04-07',
      '04-29/05-01',
      '06-16/06-18',
      '09-22/09-24',
      '10-01/10-07',
    ],
    makeUpDays: ['02-11', '02-24', '04-08', '04-28', '09-29', '09-30'],
  },
  {
    year: 2023,
    holidays: ['01-01/01-02', '01-21/01-27', '04-05', '04-29/05-03', '06-22/06-24', '09-29/10-06'],
    makeUpDays: ['01-28', '01-29', '04-23', '05-06', '06-25', '10-07', '10-08'],
  },
  {
    year: 2024,
    holidays: [
      '01-01',
      '02-10/02-17',
      '04-04/04-06',
      '05-01/05-05',
      '06-08/06-10',
      '09-15/09-17',
      '10-01/10-07',
    ],
    makeUpDays: ['02-04', '02-18', '04-07', '04-28', '05-11', '09-14', '09-29', '10-12'],
  },
  {
    year: 2025,
    holidays: ['01-01', '01-28/02-04', '04-04/04-06', '05-01/05-05', '05-31/06-02', '10-01/10-08'],
    makeUpDays: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  {
    year: 2026,
    holidays: [
      '01-01/01-03',
      '02-15/02-23',
      '04-04/04-06',
      '05-01/05-05',
      '06-19/06-21',
      '09-25/09-27',
      '10-01/10-07',
    ],
    makeUpDays: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
];

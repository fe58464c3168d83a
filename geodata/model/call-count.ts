/** 热线来电: how many calls came in and how many were answered, in an hour or on a whole day. */
export interface CallCount {
  /** ISO day of Shanghai. */
  day: string;
  /** 0–23; -1 = the whole day. */
  hour: number;
  source: string;
  offered: number;
  answered: number;
}

/**
 * Thresholds of the field. Each is a setting with its source: a place may answer to another rule.
 */
export interface IndicatorSettings {
  /** 接单: accepted within a minute of the request. */
  acceptLimitSeconds: number;
  /** 到场: someone there within ten minutes of the request. */
  arriveLimitSeconds: number;
  /** The last share of a limit, 0…1: a request that is still waiting in it is about to be late. */
  soonShare: number;
  /** A rating from here on is satisfied (of 5). */
  satisfiedFromRating: number;
  /** Households of an ordinary cell, both ends included. */
  cellHouseholds: { min: number; max: number };
  /** Grid workers a cell needs. */
  workersPerCell: number;
}

export const DEFAULT_SETTINGS: IndicatorSettings = {
  // 中云: 1分钟接单 · 10分钟到场 (a target of the article).
  acceptLimitSeconds: 60,
  arriveLimitSeconds: 600,
  // OneGrid: the last fifth, 12 seconds of the one minute and 2 minutes of the ten.
  soonShare: 0.2,
  // 国办发〔2019〕51号 (好差评): 非常满意 5, 满意 4, 基本满意 3; the lower two of the five grades are 差评.
  satisfiedFromRating: 3,
  // 保亭: 网格 of 300—500户.
  cellHouseholds: { min: 300, max: 500 },
  // 白云: every cell has at least one worker.
  workersPerCell: 1,
};

/**
 * Thresholds of the field. Each is a setting with its source: a place may answer to another rule.
 */
export interface IndicatorSettings {
  /** 接单: accepted within a minute of the request. */
  acceptLimitSeconds: number;
  /** 到场: someone there within ten minutes of the request. */
  arriveLimitSeconds: number;
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
  // Four and five of five stars are the usual reading of 满意 and 非常满意.
  satisfiedFromRating: 4,
  // 保亭: 网格 of 300—500户.
  cellHouseholds: { min: 300, max: 500 },
  // 白云: every cell has at least one worker.
  workersPerCell: 1,
};

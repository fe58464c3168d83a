import { i18n } from '../../locales/i18n.ts';
import en from '../../locales/plan-report.en.json';
import zhCN from '../../locales/plan-report.zh-CN.json';

/** Adds the texts of the report (`planReport.…`) to those of the page: they come with the report, so that no other page waits for them. */
export function addReportTexts(): void {
  i18n.global.mergeLocaleMessage('zh-CN', zhCN);
  i18n.global.mergeLocaleMessage('en', en);
}

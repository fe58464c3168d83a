import { createI18n } from 'vue-i18n';
import en from './en.json';
import zhCN from './zh-CN.json';

export type AppLanguage = 'zh-CN' | 'en';

/** All texts of the page. Chinese is the source; English has the same keys (a test holds it). */
export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as AppLanguage,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
});

/** Switches the page's language and tells the document, so that a reader's voice follows. */
export function setLanguage(language: AppLanguage): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}

/** The text of a record locale → text for a language, or what there is. */
export function localized(texts: Record<string, string>, language: string): string {
  return texts[language] ?? texts['zh-CN'] ?? texts.zh ?? Object.values(texts)[0] ?? '';
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'vue/compiler-sfc';
import en from '../../../web/locales/en.json';
import reportEn from '../../../web/locales/plan-report.en.json';
import reportZhCN from '../../../web/locales/plan-report.zh-CN.json';
import zhCN from '../../../web/locales/zh-CN.json';

const WEB = fileURLToPath(new URL('../../../web', import.meta.url));

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** The report brings its own texts, so that no other page waits for them. */
const chinese = flat({ ...zhCN, ...reportZhCN });
const english = flat({ ...en, ...reportEn });
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const components = files(WEB, '.vue');

describe('the texts of the page', () => {
  it('have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('have the same placeholders in both languages', () => {
    for (const [key, text] of chinese) {
      expect([key, placeholders(english.get(key) ?? '')]).toEqual([key, placeholders(text)]);
    }
  });

  it('hold no empty text, and no Chinese in English but for names', () => {
    const named = new Set(['brand.name', 'settings.zh']);
    for (const [key, text] of english) {
      expect([key, text.trim() === '']).toEqual([key, false]);
      if (!named.has(key)) expect([key, /[\u3400-\u9fff]/.test(text)]).toEqual([key, false]);
    }
  });

  it('are where components ask for them', () => {
    const asked = [...components, ...files(WEB, '.ts')].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)].map(
        (match) => [file, match[1]] as const,
      ),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter(([, key]) => !chinese.has(key))).toEqual([]);
  });
});

describe('templates', () => {
  it('bring no Chinese of their own', () => {
    const bare = components.flatMap((file) => {
      const template = parse(readFileSync(file, 'utf8')).descriptor.template?.content ?? '';
      const text = template.replace(/<!--[\s\S]*?-->/g, '');
      return /[\u3400-\u9fff]/.test(text) ? [file] : [];
    });
    expect(bare).toEqual([]);
  });
});

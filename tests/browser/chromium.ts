import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Software WebGL 2, no talk with the outside, the same colours everywhere. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--force-color-profile=srgb',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // Where WebGL is drawn in software, so would be all of the page around it: the processor draws that twice as fast by itself.
  '--disable-gpu-compositing',
  '--disable-gpu-rasterization',
  // No name but the product's own is found: a page that asks another origin gets no answer, and nobody has to look at each of its requests.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  // A page of a test is over before the last stage of the compiler pays: it would take a tenth of a page's time.
  '--js-flags=--no-turbofan',
];

const HELP =
  'No browser: neither a system Chromium nor the one that comes through npm can be started. ' +
  'Install one with: sudo apt-get install -y chromium fonts-noto-cjk';

/**
 * The system's Chromium if there is one, else the one that npm brought.
 * @throws with the command that installs one, where neither starts.
 */
export async function launchBrowser(): Promise<Browser> {
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (system) return chromium.launch({ executablePath: system, headless: true, args: ARGUMENTS });
  try {
    const bundled = (await import('@sparticuz/chromium')).default;
    return await chromium.launch({
      executablePath: await bundled.executablePath(),
      headless: true,
      args: ARGUMENTS,
    });
  } catch (cause) {
    throw new Error(HELP, { cause });
  }
}

let shared: Promise<Browser> | null = null;

/** One browser for all files of a test process: it ends with the process, nobody closes it. Pages share nothing but their programs. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= launchBrowser();
  return shared;
}

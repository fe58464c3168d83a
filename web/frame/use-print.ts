import { onBeforeUnmount, onMounted, ref } from 'vue';
import { useMap } from '../map/map-handle.ts';
import { mapPicture } from '../map/map-picture.ts';
import { paperVariables } from '../theme/paper.ts';
import { useLayout } from './use-layout.ts';
import { isOnPaper } from './use-theme.ts';

/** Printable area of A4 and A3 on their sides, with 8 mm of air (print.css), in CSS pixels (96 an inch). */
const SHEETS = {
  A4: { width: 1062, height: 733 },
  A3: { width: 1526, height: 1062 },
};
/** Wider than a 16:9 screen the smaller sheet would be read with a glass. */
const A3_ASPECT = 2;
/** The line of facts above the screen. */
const FACTS_PX = 34;
/** A map that does not come to rest is printed as it stands. */
const LONGEST_WAIT_MS = 20_000;
/** Charts fade to their new colours. */
const CHARTS_MS = 500;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Prints the screen as it stands on one sheet, in the colours of the day on white. The map goes onto paper as a picture: a printer sees
 * nothing of a WebGL canvas. `picture` is where that picture is shown, null while nothing is printed.
 */
export function usePrint() {
  const handle = useMap();
  const { layout, viewport } = useLayout();
  const picture = ref<string | null>(null);
  const isPreparing = ref(false);

  async function atRest(): Promise<void> {
    const map = handle.map.value;
    if (map === null) return;
    await Promise.race([
      new Promise<void>((resolve) => {
        map.once('idle', () => resolve());
        map.triggerRepaint();
      }),
      wait(LONGEST_WAIT_MS),
    ]);
  }

  async function print(): Promise<void> {
    if (isPreparing.value) return;
    isPreparing.value = true;
    isOnPaper.value = true;
    try {
      await wait(CHARTS_MS);
      await atRest();
      const map = handle.map.value;
      if (map !== null) {
        const copy = await mapPicture(map);
        const png = await new Promise<Blob | null>((resolve) => copy.toBlob(resolve, 'image/png'));
        if (png !== null) picture.value = URL.createObjectURL(png);
      }
      layOut();
      // The picture has to stand before the page is taken.
      await wait(CHARTS_MS);
      window.print();
    } catch {
      done();
    } finally {
      isPreparing.value = false;
    }
  }

  /** Size of the sheet and how much smaller the screen gets on it. */
  function layOut(): void {
    const { width, height } = viewport.value;
    const sheet = width / height > A3_ASPECT ? 'A3' : 'A4';
    const isUpright = height > width;
    const room = isUpright ? { width: SHEETS[sheet].height, height: SHEETS[sheet].width } : SHEETS[sheet];
    // A phone scrolls: all of its column goes onto the sheet.
    const column = layout.value.mode === 'phone' ? document.querySelector('#panels .frame__column') : null;
    const whole = column === null ? height : height + column.scrollHeight - column.clientHeight;
    const root = document.documentElement;
    root.dataset.print = `${sheet}-${isUpright ? 'portrait' : 'landscape'}`;
    for (const [name, value] of Object.entries(paperVariables())) root.style.setProperty(name, value);
    root.style.setProperty('--print-width', `${width}px`);
    root.style.setProperty('--print-height', `${whole}px`);
    root.style.setProperty(
      '--print-zoom',
      String(Math.min(room.width / width, (room.height - FACTS_PX) / whole)),
    );
  }

  function done(): void {
    const root = document.documentElement;
    delete root.dataset.print;
    for (const name of ['--print-width', '--print-height', '--print-zoom', ...Object.keys(paperVariables())])
      root.style.removeProperty(name);
    if (picture.value !== null) URL.revokeObjectURL(picture.value);
    picture.value = null;
    isOnPaper.value = false;
  }

  /** Printed by the browser's own key: one sheet too, in the colours that are on. */
  function before(): void {
    if (document.documentElement.dataset.print === undefined) layOut();
  }
  onMounted(() => {
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', done);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', done);
    done();
  });
  return { print, picture, isPreparing };
}

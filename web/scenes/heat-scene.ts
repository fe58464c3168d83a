import { computed, defineComponent, onScopeDispose, watchEffect } from 'vue';
import { HEAT_SOURCE, heatBands, heatBreaks, heatCellStates, heatLayers } from '../layers/heat.ts';
import { ABOVE_FILLS } from '../layers/layer-ids.ts';
import { type ChainEnd, chainEnds, type QuietLine, quietLines } from '../layers/whistle-chain.ts';
import { isFreeEscape } from '../map/free-escape.ts';
import { useMap } from '../map/map-handle.ts';
import { useLive } from '../stores/live.ts';
import { useMapValues } from '../stores/map-values.ts';
import { usePoints } from '../stores/points.ts';
import { useSelection } from '../stores/selection.ts';
import { useUnits } from '../stores/units.ts';
import { useWhistles } from '../stores/whistles.ts';
import { cellPaint } from './cell-paint.ts';
import { useDeckLayers } from './use-deck-layers.ts';
import { useRequestPoints } from './use-request-points.ts';
import { useSceneLayers } from './use-scene-layers.ts';

/** Breaks are frozen, so this is how many classes there are before the first answer too. */
const USUAL_CLASSES = 6;

/** 热力: bands of equal heat from the server's bins, on fixed breaks; between two periods, the cells by how their requests have changed. */
export const HeatScene = defineComponent({
  name: 'HeatScene',
  setup() {
    const handle = useMap();
    const values = useMapValues();
    const selection = useSelection();
    const units = useUnits();
    const whistles = useWhistles();
    const live = useLive();
    const points = usePoints();

    const bands = computed(() => (values.bins === null ? null : heatBands(values.bins, selection.heatMode)));
    const classCount = computed(() =>
      values.bins === null ? USUAL_CLASSES : heatBreaks(values.bins, selection.heatMode).length + 1,
    );
    const ground = computed(() => {
      if (values.cells?.kind === 'change') return cellPaint(handle.theme.value);
      return units.root === null
        ? null
        : heatCellStates(handle.theme.value, units.cellIdsWithin(units.root.id), points.isShown);
    });

    watchEffect(() => {
      if (ground.value !== null) handle.paint.value = ground.value;
    });
    useSceneLayers(handle, { [HEAT_SOURCE]: () => bands.value }, () => [
      {
        beforeId: ABOVE_FILLS,
        layers: heatLayers(handle.theme.value, handle.unitPx.value, classCount.value, points.isWanted),
      },
    ]);
    useRequestPoints(handle);
    const chain = computed(() =>
      whistles.chosen === null ? [] : chainEnds(whistles.chosen, live.serverNowMs).ends,
    );
    /** Only what is drawn: the clock goes on every second, a call changes its state seldom. */
    const drawnChain = computed(() => JSON.stringify(chain.value));
    /** What runs now says nothing of a step of the past. */
    const drawnLines = computed(() =>
      JSON.stringify(
        whistles.open === null || values.frameMs !== null
          ? []
          : quietLines(whistles.open, selection.whistleId, live.serverNowMs),
      ),
    );
    useDeckLayers(handle, () => {
      const ends = JSON.parse(drawnChain.value) as ChainEnd[];
      const lines = JSON.parse(drawnLines.value) as QuietLine[];
      const theme = handle.theme.value;
      const unitPx = handle.unitPx.value;
      if (ends.length === 0 && lines.length === 0) return null;
      return async () => {
        const { quietArcs, whistleArcs } = await import('../layers/whistle-arcs.ts');
        return [
          ...quietArcs(theme, lines, unitPx, ends.length > 0),
          ...(ends.length > 0 ? whistleArcs(theme, ends, unitPx) : []),
        ];
      };
    });
    /** Wherever the focus is, and also where no panel lists whistles; a card or a field that is open keeps the key. */
    function onKey(event: KeyboardEvent): void {
      if (selection.whistleId === null || selection.requestId !== null || !isFreeEscape(event)) return;
      event.preventDefault();
      selection.setWhistle(null);
    }
    // Before the map's own answer to the key, which goes up a level.
    window.addEventListener('keydown', onKey, { capture: true });
    onScopeDispose(() => window.removeEventListener('keydown', onKey, { capture: true }));
    return () => null;
  },
});

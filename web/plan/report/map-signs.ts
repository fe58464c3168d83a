import { PAPER } from '../../theme/paper.ts';
import type { PaperPoint } from './map-frame.ts';
import type { StationFate } from './report-content.ts';
import { mm } from './svg-parts.ts';

/** What a station looks like on paper: told apart by shape, not by colour. */
export function stationSign(fate: StationFate | 'neighbour', [x, y]: PaperPoint): string {
  const place = `transform="translate(${mm(x)} ${mm(y)})"`;
  const edge = `stroke="${PAPER.sheet}" stroke-width="0.25"`;
  const ink = `fill="none" stroke="${PAPER.ink}" stroke-width="0.45" stroke-linecap="round"`;
  switch (fate) {
    case 'same':
      return `<circle ${place} r="0.85" fill="${PAPER.ink}" ${edge}/>`;
    case 'neighbour':
      return `<circle ${place} r="0.6" fill="${PAPER.sheet}" stroke="${PAPER.ink}" stroke-width="0.25"/>`;
    case 'moved':
      return `<path ${place} d="M0 -1.5L1.5 0L0 1.5L-1.5 0Z" fill="${PAPER.sheet}" stroke="${PAPER.ink}" stroke-width="0.45"/><circle ${place} r="0.5" fill="${PAPER.ink}"/>`;
    case 'added':
      return `<rect ${place} x="-1.25" y="-1.25" width="2.5" height="2.5" fill="${PAPER.sheet}" stroke="${PAPER.ink}" stroke-width="0.35"/><path ${place} d="M-0.7 0H0.7M0 -0.7V0.7" ${ink}/>`;
    case 'removed':
      return `<path ${place} d="M-1 -1L1 1M-1 1L1 -1" ${ink}/>`;
  }
}

import { SETTLED_STATUSES } from '../../geodata/model/request-life.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { formatDuration } from '../locales/format.ts';

export type RequestShape = 'alarm' | 'warn' | 'normal';

/** ▲ escalated or an emergency, ◇ urgent, ○ the rest: a shape, so that colour is never alone. */
export function requestShape(request: MaskedRequest): RequestShape {
  if (request.escalationLevel > 0 || request.urgency === 2) return 'alarm';
  return request.urgency === 1 ? 'warn' : 'normal';
}

export const SHAPE_MARKS: Record<RequestShape, string> = { alarm: '▲', warn: '◇', normal: '○' };

/** How far a request has come, as a key of the texts with its words; `tone` colours it. */
export function requestProgress(request: MaskedRequest): {
  key: string;
  words: Record<string, string | number>;
  tone: 'alarm' | 'warn' | 'done';
} {
  const isOpen = !SETTLED_STATUSES.includes(request.status);
  if (request.escalationLevel > 0 && isOpen) {
    return { key: `progress.escalated.${request.escalationLevel}`, words: {}, tone: 'alarm' };
  }
  if (request.status === 'received' || request.status === 'dispatched') {
    return { key: `progress.${request.status}`, words: {}, tone: 'warn' };
  }
  const seconds =
    request.status === 'accepted'
      ? request.acceptSeconds
      : request.status === 'arrived'
        ? request.arriveSeconds
        : null;
  return {
    key: `progress.${request.status}`,
    words: { time: seconds === null ? '' : formatDuration(seconds), rating: request.rating ?? '' },
    tone: 'done',
  };
}

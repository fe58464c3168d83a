import type { MultiPolygonGeometry } from '../model/geometry.ts';

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const HEAD = '{"type":"MultiPolygon","coordinates":';
/** A position in brackets with a comma: 2 × 11 characters (-180.123456) and 4 more. */
const POSITION_LENGTH = 26;
const MILLION = 1_000_000;

let room = new Uint8Array(1 << 16);
const decoder = new TextDecoder('latin1');

/**
 * GeoJSON text of a drawing whose coordinates are degrees of at most six decimals (0.1 m): the same that `JSON.stringify` gives, in a fraction
 * of the time, as the digits come from whole millionths and need not be searched for.
 */
export function multiPolygonText({ coordinates }: MultiPolygonGeometry): string {
  let end = 0;
  room[end++] = OPEN;
  for (const polygon of coordinates) {
    room[end++] = OPEN;
    for (const ring of polygon) {
      // The ring itself, and the brackets and commas of everything around.
      if (room.length < end + ring.length * POSITION_LENGTH + 8) {
        const larger = new Uint8Array(2 * (end + ring.length * POSITION_LENGTH + 8));
        larger.set(room);
        room = larger;
      }
      room[end++] = OPEN;
      for (const position of ring) {
        room[end++] = OPEN;
        end = writeDegrees(position[0], end);
        room[end++] = COMMA;
        end = writeDegrees(position[1], end);
        room[end++] = CLOSE;
        room[end++] = COMMA;
      }
      if (ring.length > 0) end--;
      room[end++] = CLOSE;
      room[end++] = COMMA;
    }
    if (polygon.length > 0) end--;
    room[end++] = CLOSE;
    room[end++] = COMMA;
  }
  if (coordinates.length > 0) end--;
  room[end++] = CLOSE;
  return `${HEAD}${decoder.decode(room.subarray(0, end))}}`;
}

/** Whole degrees, and the decimals without the zeros at their end. Returns where the next character goes. */
function writeDegrees(degrees: number, begin: number): number {
  let end = begin;
  let millionths = Math.round(degrees * MILLION) | 0;
  if (millionths < 0) {
    room[end++] = MINUS;
    millionths = -millionths;
  }
  const whole = (millionths / MILLION) | 0;
  let decimals = millionths - whole * MILLION;
  if (whole >= 100) room[end++] = ZERO + ((whole / 100) | 0);
  if (whole >= 10) room[end++] = ZERO + (((whole / 10) | 0) % 10);
  room[end++] = ZERO + (whole % 10);
  if (decimals === 0) return end;
  let digits = 6;
  while (decimals % 10 === 0) {
    decimals = (decimals / 10) | 0;
    digits--;
  }
  room[end] = POINT;
  for (let place = end + digits; place > end; place--) {
    const rest = (decimals / 10) | 0;
    room[place] = ZERO + (decimals - 10 * rest);
    decimals = rest;
  }
  return end + digits + 1;
}

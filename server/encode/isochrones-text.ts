import { multiPolygonText } from '../../geodata/service-area/multi-polygon-text.ts';
import type { IsochronesAnswer } from '../contract/service-areas.ts';

/** The answer as text: the shapes, nearly all of it, by `multiPolygonText`. */
export function isochronesText({ features, ...rest }: IsochronesAnswer): string {
  const texts = features.map(
    ({ geometry, properties }) =>
      `{"type":"Feature","geometry":${multiPolygonText(geometry)},"properties":${JSON.stringify(properties)}}`,
  );
  return `${JSON.stringify(rest).slice(0, -1)},"features":[${texts.join(',')}]}`;
}

/** For Fastify: answers by `isochronesText`, refusals as they are. */
export function isochronesSerializer({ httpStatus }: { httpStatus?: string }): (answer: unknown) => string {
  return (answer) =>
    httpStatus === '200' ? isochronesText(answer as IsochronesAnswer) : JSON.stringify(answer);
}

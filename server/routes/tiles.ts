import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { OpenTileset } from '../../geodata/tiles/open-tileset.ts';
import { Problem } from '../contract/problem.ts';
import { TILESETS, type Tileset } from '../contract/tiles.ts';
import { notFound } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import { type App, answers, type RouteContext } from './route-context.ts';

const TilesetParams = Type.Object({ tileset: Type.String({ maxLength: 64 }) });
const TileParams = Type.Object({
  tileset: Type.String({ maxLength: 64 }),
  z: Type.Integer({ minimum: 0, maximum: 30 }),
  x: Type.Integer({ minimum: 0 }),
  y: Type.Integer({ minimum: 0 }),
});

const TileJson = Type.Object(
  {
    tilejson: Type.String(),
    tiles: Type.Array(Type.String()),
    minzoom: Type.Integer(),
    maxzoom: Type.Integer(),
    bounds: Type.Array(Type.Number()),
  },
  { additionalProperties: true },
);

export function tileRoutes(app: App, context: RouteContext): void {
  const tags = ['tiles'];

  app.get(
    '/tiles/:tileset.json',
    { schema: { tags, summary: 'TileJSON 3', params: TilesetParams, response: answers(TileJson) } },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { tileset } = request.params;
      const archive = requireTileset(dataset, tileset);
      reply.header('cache-control', 'no-cache');
      const version = encodeURIComponent(dataset.manifest.version);
      return archive.tileJson(`${context.baseUrl(request)}/tiles/${tileset}/{z}/{x}/{y}.mvt?v=${version}`);
    },
  );

  app.get(
    '/tiles/:tileset/:z/:x/:y.mvt',
    {
      schema: {
        tags,
        summary: 'Vector tile, gzip',
        params: TileParams,
        response: {
          200: {
            content: { 'application/vnd.mapbox-vector-tile': { schema: Type.String({ format: 'binary' }) } },
          },
          204: Type.Null({ description: 'Nothing lies there' }),
          304: Type.Null({ description: 'Known' }),
          '4xx': Problem,
        },
      },
      compress: false,
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { tileset, z, x, y } = request.params;
      const tile = await requireTileset(dataset, tileset).getTile(z, x, y);
      if (tile.state === 'outOfRange') {
        throw notFound(
          'tile-out-of-range',
          `${tileset} has the zooms ${tile.minZoom} to ${tile.maxZoom}, and columns and rows from 0 to 2^zoom - 1.`,
        );
      }
      reply.header('cache-control', tileCaching(request, dataset));
      if (tile.state === 'empty') return reply.code(204).send(null);
      reply.header('etag', tile.etag);
      if (request.headers['if-none-match'] === tile.etag) return reply.code(304).send(null);
      return sendTile(reply, tile.bytes);
    },
  );
}

/** For ever under the data set's version; an address without it (or with an old one) has to ask again. */
function tileCaching(request: FastifyRequest, dataset: OpenDataset): string {
  const { v } = request.query as { v?: string };
  return v === undefined || v === dataset.manifest.version
    ? 'public, max-age=31536000, immutable'
    : 'public, no-cache';
}

function sendTile(reply: FastifyReply, bytes: Buffer): FastifyReply {
  return reply
    .header('content-type', 'application/vnd.mapbox-vector-tile')
    .header('content-encoding', 'gzip')
    .send(bytes);
}

function requireTileset(dataset: OpenDataset, name: string): OpenTileset {
  const archive = dataset.tiles.get(name as Tileset);
  if (!archive) {
    const allowed: string[] = [...TILESETS].filter((tileset) => dataset.tiles.has(tileset));
    throw notFound(
      'unknown-tileset',
      `There is no tileset "${name}"; there ${allowed.length === 1 ? 'is' : 'are'} ${allowed.join(', ') || 'none'}.`,
      allowed,
    );
  }
  return archive;
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { TSchema } from 'typebox';
import type { App } from './routes/route-context.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Query parameters of a route that checks them itself, for the description only. */
    describedQuery?: TSchema;
  }
}

/** `/openapi.json` (3.0) and a page for it at `/docs`, both served from here. */
export async function registerOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: '一张网 OneGrid',
        description:
          'One screen for grassroots governance by grid. Every address answers for the current data set, and again under /d/{dataset}/…. Errors are RFC 9457 problems with a code.',
        version: '0.1.0',
      },
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'made by npm run token -- --role operator (or planner)',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const querystring = schema?.querystring ?? route.config?.describedQuery;
      // The twins under /d/… are told once, in the description.
      return {
        schema: { ...schema, querystring, hide: schema?.hide === true || url.startsWith('/d/') },
        url,
      };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      return toOpenApi30(document.openapiObject) as typeof document.openapiObject;
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/openapi.json', validatorUrl: null, deepLinking: true },
    staticCSP: false,
    baseDir: join(
      dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')),
      'static',
    ),
    logo: null as never,
  });
  let bytes: Buffer | null = null;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    bytes ??= Buffer.from(JSON.stringify(app.swagger()));
    return (
      reply
        // As bytes, or the framework would add a charset, and clients that compare the whole type would not know it.
        .header('content-type', 'application/vnd.oai.openapi+json;version=3.0')
        .header('cache-control', 'no-cache')
        .send(bytes)
    );
  });
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The words of JSON Schema 2020 that OpenAPI 3.0 lacks, said in its own: const, null, numeric exclusiveMinimum. */
function toOpenApi30(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toOpenApi30);
  if (value === null || typeof value !== 'object') return value;
  const node = Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([key, member]) => [key, toOpenApi30(member)]),
  ) as Record<string, unknown>;
  if ('const' in node) {
    node.enum = [node.const];
    delete node.const;
  }
  if (node.type === 'null') {
    delete node.type;
    node.nullable = true;
    node.enum = [null];
  }
  for (const [exclusive, plain] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof node[exclusive] === 'number') {
      node[plain] = node[exclusive];
      node[exclusive] = true;
    }
  }
  if (Array.isArray(node.anyOf)) return withoutNull(node, node.anyOf as Record<string, unknown>[]);
  return node;
}

/** `anyOf [X, null]` → `X, nullable`; a union of constants → one enum. */
function withoutNull(node: Record<string, unknown>, options: Record<string, unknown>[]): unknown {
  const { anyOf: _anyOf, ...rest } = node;
  const real = options.filter(
    (option) => !(option.nullable === true && Array.isArray(option.enum) && option.enum[0] === null),
  );
  const nullable = real.length < options.length ? { nullable: true } : {};
  if (real.every((option) => Array.isArray(option.enum) && typeof option.enum[0] === 'string')) {
    return { ...rest, type: 'string', enum: real.flatMap((option) => option.enum as unknown[]), ...nullable };
  }
  if (real.length === 1) return { ...real[0], ...rest, ...nullable };
  return { ...rest, anyOf: real, ...nullable };
}

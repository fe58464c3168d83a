import { Type } from 'typebox';
import { RuleHitsAnswer } from '../contract/rules.ts';
import { type App, answers, isNotModified, type RouteContext, strictQuery } from './route-context.ts';
import { requireScope } from './units.ts';

export function ruleRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/rules/hits',
    {
      schema: {
        tags: ['rules'],
        summary: 'What the rules find, each hit with its reason in numbers',
        querystring: strictQuery(Type.Object({ within: Type.Optional(Type.String()) })),
        response: answers(RuleHitsAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const scope = await requireScope(dataset.store, request.query.within);
      if (isNotModified(dataset, request, reply)) return reply;
      return dataset.store.rules.hits(scope);
    },
  );
}

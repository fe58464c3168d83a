import { Type } from 'typebox';
import { LedgerAnswer } from '../contract/ledger.ts';
import { type App, answers, isNotModified, type RouteContext, strictQuery } from './route-context.ts';

const LedgerQuery = Type.Object({ case: Type.Optional(Type.String({ maxLength: 64 })) });

export function ledgerRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/ledger',
    {
      schema: {
        tags: ['ledger'],
        summary: 'Figures of record (口径账本), as printed, with their doubts',
        querystring: strictQuery(LedgerQuery),
        response: answers(LedgerAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      if (isNotModified(dataset, request, reply, 'city')) return reply;
      return dataset.store.ledger.list(request.query.case);
    },
  );
}

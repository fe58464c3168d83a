import { Type } from 'typebox';
import { OrganizationType } from '../../geodata/model/organization.ts';
import { OrganizationCoverageAnswer, OrganizationsAnswer } from '../contract/organizations.ts';
import { type App, answers, isNotModified, type RouteContext, strictQuery } from './route-context.ts';
import { requireScope } from './units.ts';

const Within = Type.Optional(Type.String({ description: 'a unit, or an overlay (ov:…)' }));
const OrganizationsQuery = Type.Object({ within: Within, type: Type.Optional(OrganizationType) });
const CoverageQuery = Type.Object({ within: Within });

export function organizationRoutes(app: App, context: RouteContext): void {
  const tags = ['organizations'];

  app.get(
    '/api/organizations',
    {
      schema: {
        tags,
        summary: 'The tree as a flat list, parents before children',
        querystring: strictQuery(OrganizationsQuery),
        response: answers(OrganizationsAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const { within, type } = request.query;
      const scope = await requireScope(dataset.store, within);
      if (isNotModified(dataset, request, reply, 'city')) return reply;
      return dataset.store.organizations.list({ scope, type });
    },
  );

  app.get(
    '/api/organizations/coverage',
    {
      schema: {
        tags,
        summary: 'How every grid cell is covered, and by which branches',
        querystring: strictQuery(CoverageQuery),
        response: answers(OrganizationCoverageAnswer),
      },
    },
    async (request, reply) => {
      const dataset = await context.datasetOf(request);
      const scope = await requireScope(dataset.store, request.query.within);
      if (isNotModified(dataset, request, reply)) return reply;
      return dataset.store.organizations.coverage(scope);
    },
  );
}

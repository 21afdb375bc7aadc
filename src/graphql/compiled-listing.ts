import type { FastifyRequest } from 'fastify';
import type { DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { getArgumentValues, getOperationAST, getVariableValues, Kind, parse } from 'graphql';
import type { CatalogService } from '../catalog/catalog.service.js';
import { requestedTime } from '../http/consistency-token.js';
import { classOfListing } from '../query-classes/classify.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { type Fragments, type Pick, pickerOf, UnpickableError } from './answer-picker.js';
import { askedListing, toConnection } from './listing-query.js';
import { costOf, costReport } from './query-cost.plugin.js';

const ROOT = 'products';

/** A response built without the general execution. */
export interface CompiledAnswer {
  readonly queryClass: QueryClassName;
  /** The catalog revision. */
  readonly revision: number;
  /** Whether it depends on more than the products' content. */
  readonly isVolatile: boolean;
  readonly text: string;
}

/**
 * A query for one page of products, prepared to be answered again with other variables. The document was validated when
 * it was first answered; its cost is computed every time. Everything that would be an error is left to the general
 * execution, which reports it.
 */
export class CompiledListing {
  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly field: FieldNode,
    private readonly fragments: Fragments,
    private readonly pick: Pick,
  ) {}

  /** Compiles a valid document; `undefined` if it uses anything that only the general execution supports. */
  static of(schema: GraphQLSchema, query: string, operationName: string | undefined): CompiledListing | undefined {
    const document = parse(query, { noLocation: true });
    const operation = getOperationAST(document, operationName);
    const [field, ...others] = operation?.selectionSet.selections ?? [];
    const type = schema.getQueryType()?.getFields()[ROOT]?.type;
    if (
      operation?.operation !== 'query' ||
      type === undefined ||
      others.length > 0 ||
      field?.kind !== Kind.FIELD ||
      field.name.value !== ROOT ||
      [operation, field].some(({ directives = [] }) => directives.length > 0)
    )
      return undefined;
    const fragments = new Map(document.definitions.filter(isFragment).map((one) => [one.name.value, one]));
    try {
      return new CompiledListing(schema, document, operation, field, fragments, pickerOf(type, [field], fragments));
    } catch (error) {
      if (error instanceof UnpickableError) return undefined;
      throw error;
    }
  }

  /** Throws anything if the general execution must answer. */
  async answer(
    request: FastifyRequest,
    variables: Readonly<Record<string, unknown>>,
    catalog: CatalogService,
  ): Promise<CompiledAnswer> {
    const { schema, document, operation, field, fragments } = this;
    const cost = costReport(costOf(schema, document, operation, variables));
    if (cost.requested > cost.max) throw new UnpickableError('It costs too much');
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
    const definition = schema.getQueryType()?.getFields()[ROOT];
    if (coerced === undefined || definition === undefined) throw new UnpickableError('The variables do not fit');
    const query = askedListing(getArgumentValues(definition, field, coerced), {
      fieldNodes: [field],
      fragments: Object.fromEntries(fragments),
      returnType: definition.type,
      variableValues: coerced,
    });
    const listing = await catalog.list(query, requestedTime(request.headers));
    const data = { [(field.alias ?? field.name).value]: this.pick(toConnection(listing)) };
    return {
      queryClass: classOfListing(query),
      revision: listing.revision,
      isVolatile: query.sort === 'popular',
      text: `${JSON.stringify({ data, extensions: { cost } })}\n`,
    };
  }
}

function isFragment(node: { readonly kind: Kind }): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}

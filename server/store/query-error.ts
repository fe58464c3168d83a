/** A question the store cannot answer; the door turns it into a problem (unknown-unit → 404, all else → 400). */
export class QueryError extends Error {
  readonly code:
    | 'unknown-unit'
    | 'unknown-indicator'
    | 'unknown-category'
    | 'unknown-source'
    | 'unknown-status'
    | 'unknown-handling-unit'
    | 'invalid-date'
    | 'empty-period'
    | 'unsupported-level'
    | 'unsupported-step'
    | 'too-many-steps';
  constructor(code: QueryError['code'], detail: string) {
    super(detail);
    this.code = code;
  }
}

/**
 * The whole file is refused and nothing has been changed. `message` names the row or feature where one is to blame, and says what
 * would work.
 */
export class ImportRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * `no-limit`: neither a number of stations nor a budget · `bad-limit`: a number that is none (negative, not whole, NaN) ·
 * `bad-weight`, `bad-cost`: a value that is negative or not finite, or one too few or too many · `bad-candidate`: no such candidate ·
 * `must-haves-too-many`, `must-haves-too-dear`: what must be placed does not fit the limit · `no-groups`: equity asked of cover sets without groups ·
 * `solver-failed`: the solver gave no answer.
 */
export type SitingErrorCode =
  | 'no-limit'
  | 'bad-limit'
  | 'bad-weight'
  | 'bad-cost'
  | 'bad-candidate'
  | 'must-haves-too-many'
  | 'must-haves-too-dear'
  | 'no-groups'
  | 'solver-failed';

/** A question about sites that cannot be answered; `message` says what would work. */
export class SitingError extends Error {
  readonly code: SitingErrorCode;

  constructor(code: SitingErrorCode, message: string) {
    super(message);
    this.name = 'SitingError';
    this.code = code;
  }
}

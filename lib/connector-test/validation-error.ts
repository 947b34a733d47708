import { describeValidation } from './describe';
import type { ConnectorValidationResult } from './types';

const MARK = Symbol.for('harness-constructs.ConnectorValidationError');

/** A required probe failed. */
export class ConnectorValidationError extends Error {
  /** Whether it is one, of whichever copy of this package. */
  public static isConnectorValidationError(error: unknown): error is ConnectorValidationError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  constructor(public readonly result: ConnectorValidationResult) {
    super(describeValidation(result));
    this.name = 'ConnectorValidationError';
    Object.defineProperty(this, MARK, { value: true });
  }
}

/**
 * Nothing, where the connector is fit for use.
 *
 * @throws ConnectorValidationError where a required probe failed; its message is the text of `describeValidation`
 */
export function assertValid(result: ConnectorValidationResult): void {
  if (result.status !== 'SUCCESS') {
    throw new ConnectorValidationError(result);
  }
}

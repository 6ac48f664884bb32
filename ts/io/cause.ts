// Keeps the runtime's own error as the cause of the typed one that replaces it.

/** `error`, with `cause` as its cause. */
export function withCause<E extends Error>(error: E, cause: unknown): E {
  error.cause = cause;
  return error;
}

/** The text of whatever was thrown. */
export function textOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(cause);
}

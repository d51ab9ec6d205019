/** The time of one export, which all receivers share from its beginning: preparing what is sent counts too. */
export interface SendingBudget {
  /** Milliseconds, as configured. */
  readonly ms: number;
  /** When it is used up, in milliseconds of the monotonic clock. */
  readonly endsAt: number;
}

/** A budget of these milliseconds that begins now. */
export const startBudget = (ms: number): SendingBudget => ({ ms, endsAt: performance.now() + ms });

/** The whole milliseconds that are left of it, at least 0. */
export const leftMs = ({ endsAt }: SendingBudget): number => Math.max(0, Math.ceil(endsAt - performance.now()));

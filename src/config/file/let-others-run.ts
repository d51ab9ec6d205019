/**
 * Lets timers and signals have their turn between two parts of a long computation, so that the run's deadline holds.
 * @throws when the run has to end meanwhile.
 */
export const letOthersRun = async (ended?: AbortSignal): Promise<void> => {
  await new Promise<void>((resolve) => setImmediate(resolve));
  ended?.throwIfAborted();
};

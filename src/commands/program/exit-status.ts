/** How a command ended: its exit code, and whether a thread is left that cannot be ended. */
export interface Ending {
  readonly code: number;
  readonly stuck: boolean;
}

/** What a process takes beside the heap of its busiest thread, in MB: the main thread, code, buffers, pages as they were read. */
const REST_OF_PROCESS_MB = 90;

/** A thread with less cannot load its checks. */
const LEAST_HEAP_MB = 48;

/**
 * The heap in MB that one thread may have within the memory of the container (cgroup): beyond it the thread is lost, and
 * reported, while the container would be killed without a word. Infinity where nothing sets a limit.
 */
export const containerHeapMb = (limitBytes = process.constrainedMemory()): number =>
  limitBytes === 0 || !Number.isSafeInteger(limitBytes)
    ? Number.POSITIVE_INFINITY
    : Math.max(LEAST_HEAP_MB, Math.floor(limitBytes / 2 ** 20) - REST_OF_PROCESS_MB);

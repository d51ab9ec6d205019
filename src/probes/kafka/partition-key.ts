/** A partition as the key of a map; apart, so that checks import nothing of the library. */
export const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

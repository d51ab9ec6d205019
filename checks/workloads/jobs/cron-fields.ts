/** A field of a schedule, with what it may hold. */
interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on, in lower case. */
  readonly names?: readonly string[];
}

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const CRON_FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTH_NAMES },
  { name: 'day of week', min: 0, max: 6, names: DAY_NAMES },
];

/**
 * The five fields as the cron library of Kubernetes (robfig/cron v3, `getRange`) reads them, each written as `*` or as a
 * list of numbers: `?` is `*`, `N/step` runs from N to the end of the field, and a step beyond the end leaves its start.
 * @throws {TypeError} on what the library refuses.
 */
export const expandCronFields = (text: string): string => {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== CRON_FIELDS.length) throw new TypeError(`it has ${fields.length} fields, not 5`);
  return fields.map((field, index) => expandField(field, CRON_FIELDS[index] as CronField)).join(' ');
};

const expandField = (text: string, field: CronField): string => {
  if (text === '*' || text === '?') return '*';
  const values = text.split(',').flatMap((part) => expandRange(part, field));
  return [...new Set(values)].toSorted((one, other) => one - other).join(',');
};

const expandRange = (text: string, field: CronField): readonly number[] => {
  const [range = '', stepText, ...rest] = text.split('/');
  if (rest.length > 0) throw new TypeError(`"${text}" is no range of the ${field.name}`);
  const [low, high] = rangeBounds(range, stepText !== undefined, field);
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!Number.isInteger(step) || step < 1) throw new TypeError(`"${text}" has no step of at least 1`);
  if (low > high) throw new TypeError(`"${text}" ends before it begins`);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
};

const rangeBounds = (range: string, hasStep: boolean, field: CronField): readonly [low: number, high: number] => {
  if (range === '*' || range === '?') return [field.min, field.max];
  const [lowText = '', highText, ...rest] = range.split('-');
  if (rest.length > 0) throw new TypeError(`"${range}" is no range of the ${field.name}`);
  const low = fieldValue(lowText, field);
  if (highText !== undefined) return [low, fieldValue(highText, field)];
  return [low, hasStep ? field.max : low];
};

const fieldValue = (text: string, { name, min, max, names = [] }: CronField): number => {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new TypeError(`"${text}" is no ${name}: ${min} to ${max}`);
  return value;
};

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

/** The five fields of a schedule, as sets of numbers. */
export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
  /** Whether a day has to fit both sets of days: one of the two was written with a star. */
  readonly bothDays: boolean;
}

/**
 * The five fields as the cron library of Kubernetes (robfig/cron v3, `getRange`) reads them: `?` is `*`, `N/step` runs
 * from N to the end of the field, a step beyond the end leaves its start, and a star with a step above 1 is none.
 * @throws {TypeError} on what the library refuses.
 */
export const parseCronFields = (text: string): CronFields => {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== CRON_FIELDS.length) throw new TypeError(`it has ${fields.length} fields, not 5`);
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields.map((field, index) =>
    parseField(field, CRON_FIELDS[index] as CronField),
  ) as [FieldValues, FieldValues, FieldValues, FieldValues, FieldValues];
  return {
    ...{ minutes: minutes.values, hours: hours.values, daysOfMonth: daysOfMonth.values, months: months.values },
    ...{ daysOfWeek: daysOfWeek.values, bothDays: daysOfMonth.star || daysOfWeek.star },
  };
};

interface FieldValues {
  readonly values: ReadonlySet<number>;
  readonly star: boolean;
}

const parseField = (text: string, field: CronField): FieldValues => {
  // The library skips empty parts.
  const parts = text.split(',').filter((part) => part !== '');
  return {
    values: new Set(parts.flatMap((part) => expandRange(part, field))),
    star: parts.some((part) => /^[*?](?:-[^/]*)?(?:\/\+?0*1)?$/.test(part)),
  };
};

const expandRange = (text: string, field: CronField): readonly number[] => {
  const [range = '', stepText, ...rest] = text.split('/');
  if (rest.length > 0) throw new TypeError(`"${text}" is no range of the ${field.name}`);
  const [low, high] = rangeBounds(range, stepText !== undefined, field);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (!(step >= 1)) throw new TypeError(`"${text}" has no step of at least 1`);
  if (low > high) throw new TypeError(`"${text}" ends before it begins`);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
};

const rangeBounds = (range: string, hasStep: boolean, field: CronField): readonly [low: number, high: number] => {
  if (/^[*?](?:-|$)/.test(range)) return [field.min, field.max];
  const [lowText = '', highText, ...rest] = range.split('-');
  if (rest.length > 0) throw new TypeError(`"${range}" is no range of the ${field.name}`);
  const low = fieldValue(lowText, field);
  if (highText !== undefined) return [low, fieldValue(highText, field)];
  return [low, hasStep ? field.max : low];
};

const fieldValue = (text: string, { name, min, max, names = [] }: CronField): number => {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + min : parseNumber(text);
  if (!(value >= min && value <= max)) throw new TypeError(`"${text}" is no ${name}: ${min} to ${max}`);
  return value;
};

const parseNumber = (text: string): number => (/^\+?\d+$/.test(text) ? Number(text) : Number.NaN);

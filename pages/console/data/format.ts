const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const GROUPED = new Intl.NumberFormat('en-US');
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** A point in time: ISO 8601 as sent by the API, or milliseconds since 1970. */
export type Moment = string | number;

/** `02:14:07 UTC`, or without the seconds. */
export function timeOfDay(moment: Moment, seconds = true): string {
  return `${new Date(moment).toISOString().slice(11, seconds ? 19 : 16)} UTC`;
}

/** `26 Dec 2026, 00:14 UTC`. */
export function dateTime(moment: Moment, seconds = false): string {
  return `${day(moment)}, ${timeOfDay(moment, seconds)}`;
}

/** `26 Dec 2026`, in UTC. */
export function day(moment: Moment): string {
  const date = new Date(moment);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}

/** Only the time if it is today, else date and time. */
export function momentText(moment: Moment, now: number): string {
  return day(moment) === day(now) ? timeOfDay(moment) : dateTime(moment);
}

/** The same time in the reader's own time zone, with the zone's name: for a tooltip next to the UTC time. */
export function localText(moment: Moment): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  return `${format.format(new Date(moment))} (${Intl.DateTimeFormat().resolvedOptions().timeZone}, this computer)`;
}

/** `64,210`. */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** `1 product`, `3 products`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A duration in up to two units: `42 s`, `3 min 05 s`, `2 h 10 min`, `26 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${String(whole % MINUTE).padStart(2, '0')} s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
}

/** The time between two points in time; below ten seconds with one decimal. */
export function elapsed(from: Moment, to: Moment): string {
  const ms = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : duration(ms / 1_000);
}

/** `3 min` or `12 s`: a rough age. */
export function age(seconds: number): string {
  if (seconds < 100) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 100 * MINUTE) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < 48 * HOUR) return `${Math.round(seconds / HOUR)} h`;
  return `${Math.round(seconds / DAY)} d`;
}

/** The completed share of a total, at most 100 %, and 100 % only if everything is done: `64 %`. */
export function percent(done: number, total: number): string {
  return `${percentNumber(done, total)} %`;
}

/** The same as a whole number from 0 to 100. */
export function percentNumber(done: number, total: number): number {
  if (total <= 0) return 0;
  return Math.min(100, Math.max(0, Math.floor((done / total) * 100)));
}

/** Bytes with a unit: `4.9 kB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1_000 ** power;
  return `${scaled >= 100 || power === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${units[power] ?? 'B'}`;
}

/** A camel-case or kebab-case name as words: `documentsPerSecond` → `documents per second`. */
export function words(name: string): string {
  return name
    .replaceAll(/[-_]/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** Capitalizes the first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Days and times as the server says them: "Sun 22 Nov, 14:02".
const DAY = { weekday: "short", day: "numeric", month: "short" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** A day written as 2026-11-22. */
export function day(iso) {
  return said(new Date(iso), { ...DAY, timeZone: "UTC" });
}

/** An instant, by this phone's own clock. */
export function moment(iso) {
  const at = new Date(iso);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, TIME).format(at);
  return `${said(at, DAY)}, ${time}`;
}

function said(at, look) {
  const parts = new Intl.DateTimeFormat(document.documentElement.lang, look).formatToParts(at);
  return ["weekday", "day", "month"].map((name) => parts.find(({ type }) => type === name).value).join(" ");
}

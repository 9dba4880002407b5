// Talks to the kiosk process. A touch that got no clear answer is sent again as it was: the process never does it twice.

const api = new URL(document.body.dataset.api, location.href);

export const TRY_MS = 6000;
export const AGAIN_MS = 1000;

export class Gone extends Error {}
export class Unreachable extends Error {}
export class Refused extends Error {}

export function speechAddress(id) {
  return new URL(`speak/${id}.wav`, api).href;
}

// One request. Throws Gone when the visit is over, Unreachable when there is no answer, Refused for a browser that is no kiosk.
export async function ask(name, body, { keepalive = false, timeout = TRY_MS } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  let answer;
  try {
    answer = await fetch(new URL(`api/${name}`, api), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Lideng-Kiosk": "1" },
      body: JSON.stringify(body),
      cache: "no-store",
      keepalive,
      signal: stop.signal,
    });
    if (answer.status === 204) return null;
    if (answer.ok) return await answer.json();
  } catch {
    throw new Unreachable(name);
  } finally {
    clearTimeout(timer);
  }
  if (answer.status === 410) throw new Gone(name);
  if (answer.status === 403 || answer.status === 404) throw new Refused(name);
  throw new Unreachable(name);
}

export function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/* Speaks with the server: seat, token and key on every call, one request for one press, and every failure as a sentence.
   Knows nothing of what the acts mean. Keeps no answer longer than a press lasts. */

import { language, t } from "./texts.js";
import { setServerTime } from "./time.js";

const TIMEOUT_MS = 12000;
const RETRY_AFTER_MS = [500, 1500];

let seat = document.documentElement.dataset.seat || "";
let csrf = "";
let samePressMs = 3000;
let gate = null; // { signIn(): Promise, again(): Promise } asks a person for the password and resolves when it was right

export function setSeat(id) { seat = id; }
export function setCsrf(token) { csrf = token; }
export function setSamePressSeconds(seconds) { samePressMs = seconds * 1000; }
export function setGate(asking) { gate = asking; }
export function seatId() { return seat; }
export function liveAuth() { return { seat, csrf }; }

/** Where on the page a "no" belongs, as controls name themselves in `data-field`. */
function placeOf({ code, field, detail }) {
  if (field) return field;
  if (["FIELD_BAD", "FIELD_UNKNOWN"].includes(code) && detail?.field) return `fields.${detail.field}`;
  if (code === "ANSWER_BAD" && detail?.question) return `inquiry.${detail.question}`;
  return { W06: "blank_serial", BLANKS_COUNT: "blank_serial", K04: "certificate_no" }[code] || null;
}

/** A "no" with a sentence for the person. `final` is false when nobody knows whether the server did it. */
export class Problem extends Error {
  constructor(error, status = 0) {
    super(error.message);
    this.code = error.code;
    this.field = placeOf(error);
    this.detail = error.detail || {};
    this.reference = error.reference || "";
    this.status = status;
    this.final = status >= 400 && status < 500;
  }
}

/** A fresh key; made without `crypto.randomUUID`, which plain-http hall networks do not have. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function once(method, path, body, key) {
  const headers = { "X-Lideng-Seat": seat, "Accept-Language": language(), Accept: "application/json" };
  if (method === "POST") {
    headers["Content-Type"] = "application/json";
    headers["X-Lideng-Csrf"] = csrf;
    if (key) headers["Idempotency-Key"] = key;
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(path, {
      method, headers, body: method === "POST" ? JSON.stringify(body ?? {}) : undefined, signal: stop.signal, credentials: "same-origin", cache: "no-store",
    });
    const text = await answer.text();
    let said = null;
    try { said = text ? JSON.parse(text) : {}; } catch { said = null; }
    if (answer.ok && said !== null) return said;
    throw new Problem(said?.error || { code: `H${answer.status}`, message: t("problem.server") }, answer.status);
  } catch (e) {
    if (e instanceof Problem) throw e;
    throw new Problem({ code: "NETWORK", message: t("problem.network") });
  } finally {
    clearTimeout(timer);
  }
}

/** One request carried through short failures with the same key, and through a lock or a needed password if a person gives it. */
async function carry(method, path, body, key) {
  for (let round = 0; ; round += 1) {
    try {
      return await once(method, path, body, key);
    } catch (e) {
      if (e.status === 401 && gate) {
        if (e.code === "REAUTH_NEEDED") await gate.again();
        else await gate.signIn();
        continue;
      }
      const passing = e.code === "NETWORK" || e.status === 502 || e.status === 504;
      if (!passing || round >= RETRY_AFTER_MS.length) throw e;
      await pause(RETRY_AFTER_MS[round]);
    }
  }
}

export async function getView(view, args = {}) {
  const query = new URLSearchParams(args).toString();
  const said = await carry("GET", `/api/views/${view}${query ? `?${query}` : ""}`);
  if (said.at) setServerTime(said.at);
  return said;
}

/** The picture of a slip as an address of this page: pictures are asked for with the seat's session, like everything else. */
export async function getSlipPicture(jobId) {
  const answer = await fetch(`/api/slips/${encodeURIComponent(jobId)}.png`, { headers: { "X-Lideng-Seat": seat }, credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Problem({ code: `H${answer.status}`, message: t("slip.no_preview") }, answer.status);
  return URL.createObjectURL(await answer.blob());
}

export const getMe = () => once("GET", "/api/me");
export const signIn = (body) => once("POST", "/api/sign-in", { seat, ...body });
export const signOut = () => once("POST", "/api/sign-out");
export const lockSession = () => once("POST", "/api/lock");
export const proveAgain = (password) => once("POST", "/api/reauth", { password });

const presses = new Map(); // signature -> { key, at, promise, done }

/** Does an act. The same act on the same thing within three seconds is the same request; after a lost answer the key is kept until the outcome is known. */
export function doAct(name, body = {}, scene = "") {
  const signature = `${name} ${scene} ${JSON.stringify(body)}`;
  const before = presses.get(signature);
  if (before && (!before.done || (Date.now() - before.at < samePressMs && !before.failed))) return before.promise;
  const press = { key: before?.unknown ? before.key : newKey(), at: Date.now(), done: false, failed: false, unknown: false };
  press.promise = carry("POST", `/api/acts/${name}`, body, press.key).then(
    (said) => { press.done = true; forgetOld(); return said; },
    (e) => { press.done = true; press.failed = true; press.unknown = !e.final; throw e; },
  );
  presses.set(signature, press);
  return press.promise;
}

function forgetOld() {
  for (const [signature, press] of presses) {
    if (press.done && !press.unknown && Date.now() - press.at > samePressMs) presses.delete(signature);
  }
}

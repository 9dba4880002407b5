/* One live connection a page, and whole snapshots over it. Decides nothing about what a page shows, and knows no page.

   import { follow, serverNow, linkDownSeconds } from "/static/shared/live.js";   // needs "socket.io-client" in the import map

   const board = follow("hall", {
     auth: {},                         // {} public | {seat, csrf} console | {device} device; or a function answering one of them
     onData(data, { seq, at, logId }), // a whole snapshot, never with a lower seq than one shown before
     onState(state),                   // "live" | "stale" (15 s without word) | "lost" (60 s); called on change only
     onRefused({ code, message }),     // optional: the server will not let us follow this board; asked again by itself
   });
   board.refetch();                    // ask for the whole snapshot again (at most once a second)
   board.forget();                     // drop what is kept of the last snapshot; the next one is handed over even if it is the same
   board.stop();                       // stop following; the last one to stop closes the connection
   board.seq; board.state;             // what was shown last; "connecting" until the first word
   board.confirmedAt;                  // milliseconds by the server's clock when the server last said that this is still so

   serverNow()        -> milliseconds since 1970 by the server's clock: for clocks, ages and highlights
   linkDownSeconds()  -> 0 while the link is good, otherwise how long it has been down
   reconnect(auth)    -> connect anew, e.g. after signing in as somebody else

   Rules, from contract.py: the client sends FOLLOW {board}; the server answers with SNAPSHOT {board, seq, at, data, log_id?}
   at once and at each change, and BEAT {board, seq, at, log_id?} every 5 s on the same path. A lower seq is dropped; the same
   seq is taken again only when it was made later. A beat that names a higher seq than ours is a gap: we ask again. A server
   restored from a copy carries another log_id: counting starts anew, and what still arrives of the former log is dropped.

   The page judges by what it hears, not by what the socket believes: Socket.IO's own ping stays healthy while the path of
   the data is dead. After 7.5 s of silence (a beat and a half) the socket is closed and the way to the server is tried with
   small GETs, several under way at once, because a browser makes WebSockets that failed often wait up to five seconds. */

import { io } from "socket.io-client";

export const BEAT_SECONDS = 5;
export const STALE_SECONDS = 15;
export const LOST_SECONDS = 60;

const SUSPECT_MS = BEAT_SECONDS * 1500;
const PROBE = "/healthz";
const PROBE_EVERY_MS = [500, 1000]; // jittered, so that three hundred screens do not come back in the same instant
const PROBE_TIMEOUT_MS = 2500;
const OPEN_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 3000;
const ASK_AGAIN_MS = [8000, 12000]; // after a refusal: permission may come later, but not by asking often
const CLOCK_SAMPLES = 12; // one minute of beats

const boards = new Map(); // name -> board
const samples = []; // server time minus our monotonic time; the largest had the shortest way
let socket = null;
let auth = {};
let phase = "closed"; // closed | probing | opening | up
let phaseSince = 0;
let downSince = 0;
let heardAt = 0;
let probeTimer = null;
let watchTimer = null;

const tick = () => performance.now();
const between = ([low, high]) => low + Math.random() * (high - low);

export function serverNow() {
  return samples.length ? tick() + Math.max(...samples) : Date.now();
}

export function linkDownSeconds() {
  return phase === "up" || phase === "closed" ? 0 : Math.max(0, (tick() - downSince) / 1000);
}

export function follow(name, { auth: wanted, onData = () => {}, onState = () => {}, onRefused = () => {} } = {}) {
  let board = boards.get(name);
  if (!board) {
    board = {
      name, listeners: new Set(), seq: null, at: 0, logId: undefined, formerLogs: new Set(), last: null,
      confirmedAt: null, state: "connecting", aliveAt: tick(), askedAt: -Infinity, accepted: false, refusedUntil: 0,
    };
    boards.set(name, board);
  }
  const listener = { onData, onState, onRefused };
  board.listeners.add(listener);
  if (board.last) {
    queueMicrotask(() => {
      if (!board.listeners.has(listener)) return;
      hand(() => onData(board.last.data, board.last));
      hand(() => onState(board.state));
    });
  }
  if (wanted !== undefined && !sameAuth(wanted, auth)) reconnect(wanted);
  else if (!socket) open();
  else if (phase === "up") ask(board);
  return {
    refetch: () => ask(board),
    forget() { board.last = null; },
    stop() {
      board.listeners.delete(listener);
      if (board.listeners.size || boards.get(name) !== board) return;
      boards.delete(name);
      if (phase === "up") socket.emit("unfollow", { board: name });
      if (!boards.size) close();
    },
    get seq() { return board.seq; },
    get state() { return board.state; },
    get confirmedAt() { return board.confirmedAt; },
  };
}

export function reconnect(wanted = auth) {
  auth = wanted;
  if (!socket) { open(); return; }
  clearTimeout(probeTimer);
  socket.disconnect();
  if (phase === "up") downSince = tick();
  begin();
}

/* ---- connecting ------------------------------------------------------------------------------------------------ */

function open() {
  socket = io({
    transports: ["websocket"], reconnection: false, autoConnect: false, forceNew: true, timeout: OPEN_TIMEOUT_MS,
    auth: (answer) => answer(typeof auth === "function" ? auth() : auth),
  });
  socket.on("connect", connected);
  socket.on("disconnect", disconnected);
  socket.on("connect_error", notConnected);
  socket.on("snapshot", snapshotCame);
  socket.on("beat", beatCame);
  watchTimer = setInterval(watch, 500);
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", watch);
  downSince = tick();
  begin();
}

function close() {
  clearInterval(watchTimer);
  clearTimeout(probeTimer);
  removeEventListener("online", hurry);
  document.removeEventListener("visibilitychange", watch);
  enter("closed");
  socket.removeAllListeners();
  socket.disconnect();
  socket = null;
}

function enter(next) {
  phase = next;
  phaseSince = tick();
}

function begin() {
  enter("opening");
  socket.connect();
}

function connected() {
  enter("up");
  heardAt = tick();
  for (const board of boards.values()) {
    board.accepted = false;
    board.formerLogs.clear(); // a new connection brings nothing of an old one
    board.askedAt = -Infinity;
    if (board.refusedUntil <= tick()) ask(board);
  }
}

function disconnected(reason) {
  if (reason === "io client disconnect") return; // we did it, and whoever did it has said what follows
  // A connection that closes under our eyes was good until now, so silence is counted from here.
  for (const board of boards.values()) {
    if (board.accepted && tick() - board.aliveAt < SUSPECT_MS) board.aliveAt = tick();
  }
  // A server that takes us and drops us at once is not asked again at once.
  if (phase === "up" && tick() - phaseSince < 3000) { downSince = tick(); probe(2000); } else lose(tick());
}

function notConnected(error) {
  if (phase !== "opening") return;
  if (error?.type === "TransportError" || error?.message === "timeout" || error?.message === "xhr poll error") { probe(); return; }
  // The server answered and said no: a wrong or expired sign-in. Say so, and ask again slowly.
  const refusal = { code: error?.data?.code ?? "refused", message: error?.data?.message ?? error?.message ?? "" };
  for (const board of boards.values()) tell(board, "onRefused", refusal);
  enter("probing");
  clearTimeout(probeTimer);
  probeTimer = setTimeout(begin, between(ASK_AGAIN_MS));
}

function lose(since) {
  if (phase === "up") downSince = since;
  probe();
}

function probe(waitMs = 0) {
  enter("probing");
  clearTimeout(probeTimer);
  const again = () => {
    if (phase !== "probing") return;
    look();
    probeTimer = setTimeout(again, between(PROBE_EVERY_MS));
  };
  probeTimer = setTimeout(again, waitMs + Math.random() * PROBE_EVERY_MS[0]);
}

function hurry() {
  if (phase === "probing") look();
  else watch();
}

async function look() {
  const asked = phaseSince;
  try {
    const answer = await fetch(PROBE, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    if (answer.status >= 500 || phase !== "probing" || asked !== phaseSince) return;
    clearTimeout(probeTimer);
    begin();
  } catch {
    // not there yet: the next probe is already set
  }
}

function watch() {
  const now = tick();
  if (phase === "opening" && now - phaseSince > OPEN_TIMEOUT_MS) {
    socket.disconnect();
    probe();
  }
  if (phase === "up" && now - heardAt > SUSPECT_MS && [...boards.values()].some((board) => board.accepted)) {
    socket.disconnect();
    lose(heardAt + BEAT_SECONDS * 1000); // from the beat that did not come
  }
  for (const board of boards.values()) {
    if (phase === "up" && !board.accepted && board.refusedUntil <= now && now - board.askedAt > ANSWER_TIMEOUT_MS) ask(board);
    judge(board, now);
  }
}

/* ---- boards ---------------------------------------------------------------------------------------------------- */

function ask(board) {
  const now = tick();
  if (phase !== "up" || now - board.askedAt < 1000) return;
  board.askedAt = now;
  socket.timeout(ANSWER_TIMEOUT_MS).emit("follow", { board: board.name }, (late, answer) => {
    if (late) return; // watch() asks again
    if (answer?.error) {
      board.refusedUntil = tick() + between(ASK_AGAIN_MS);
      tell(board, "onRefused", answer.error);
      return;
    }
    board.accepted = true;
    board.refusedUntil = 0;
    heardAt = tick();
  });
}

function snapshotCame(snapshot) {
  const board = hear(snapshot);
  if (!board || !isOfThisLog(board, snapshot)) return;
  const at = Date.parse(snapshot.at) || 0;
  if (board.seq !== null && (snapshot.seq < board.seq || (snapshot.seq === board.seq && at < board.at))) return;
  board.accepted = true;
  board.aliveAt = tick();
  const isNew = board.last === null || snapshot.seq > board.seq || at > board.at;
  board.seq = snapshot.seq;
  board.at = at;
  board.confirmedAt = at || serverNow();
  if (isNew) {
    board.last = { data: snapshot.data, seq: snapshot.seq, at: snapshot.at, logId: snapshot.log_id };
    tell(board, "onData", board.last.data, board.last);
  }
  judge(board, tick());
}

function beatCame(beat) {
  const board = hear(beat);
  if (!board || board.seq === null || !isOfThisLog(board, beat)) {
    if (board) ask(board);
    return;
  }
  if (beat.seq > board.seq) { ask(board); return; } // a snapshot was lost: what we show is old until the next one comes
  board.aliveAt = tick();
  board.confirmedAt = Math.max(board.confirmedAt ?? 0, Date.parse(beat.at) || serverNow());
  judge(board, tick());
}

function hear(message) {
  heardAt = tick();
  const at = Date.parse(message?.at);
  if (at) {
    samples.push(at - tick());
    if (samples.length > CLOCK_SAMPLES) samples.shift();
  }
  return boards.get(message?.board);
}

function isOfThisLog(board, message) {
  if (message.log_id === board.logId) return true;
  if (board.formerLogs.has(message.log_id)) return false;
  if (board.seq !== null) board.formerLogs.add(board.logId);
  board.logId = message.log_id;
  board.seq = null;
  board.at = 0;
  return true;
}

function judge(board, now) {
  const silence = (now - board.aliveAt) / 1000;
  let state = silence >= LOST_SECONDS ? "lost" : silence >= STALE_SECONDS ? "stale" : "live";
  if (state === "live" && board.last === null) state = "connecting";
  if (state === board.state) return;
  board.state = state;
  if (state !== "connecting") tell(board, "onState", state);
}

function tell(board, what, ...details) {
  for (const listener of board.listeners) hand(() => listener[what](...details));
}

function hand(act) {
  try {
    act();
  } catch (problem) {
    // A fault in one listener must not stop the others, nor the connection; the page's own handler hears of it.
    queueMicrotask(() => { throw problem; });
  }
}

function sameAuth(one, other) {
  return one === other || (typeof one !== "function" && typeof other !== "function" && JSON.stringify(one) === JSON.stringify(other));
}

/* What the pages stand on: a board followed live, an item read again when it has moved, a second hand, and presses of buttons.
   Decides nothing about the hall. */

import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";

import { follow, serverNow } from "/static/shared/live.js";

import { doAct, getView, liveAuth, Problem } from "./api.js";
import { onKeys } from "./keys.js";
import { onLanguage, t } from "./texts.js";
import { followClock } from "./time.js";
import { releasePrimary } from "./ui.js";

/** { board, me, problem, setProblem, say, reread, run, busy } for everything inside the shell. */
export const Desk = createContext(null);
export const useDesk = () => useContext(Desk);

function useRedraw() {
  const [, set] = useState(0);
  return useCallback(() => set((n) => n + 1), []);
}

/** Draws again when the language or the keys change. */
export function useWords() {
  const redraw = useRedraw();
  useEffect(() => {
    const stops = [onLanguage(redraw), onKeys(redraw)];
    return () => stops.forEach((stop) => stop());
  }, []);
}

/** Draws again every second; for clocks and countdowns. */
export function useSecondHand() {
  const redraw = useRedraw();
  useEffect(() => {
    const timer = setInterval(redraw, 1000);
    return () => clearInterval(timer);
  }, []);
}

const linked = new Set();

/** Calls back each time the hall can be heard again. */
export function onLinked(listener) {
  linked.add(listener);
  return () => linked.delete(listener);
}

/** Follows a board: { data, seq, at, heardAt, state, refused, refetch }. */
export function useBoard(name) {
  const [shown, show] = useState({ data: null, seq: null, at: null, heardAt: 0 });
  const [state, setState] = useState("connecting");
  const [refused, setRefused] = useState(null);
  const following = useRef(null);
  useEffect(() => {
    if (!name) return undefined;
    following.current = follow(name, {
      auth: liveAuth,
      onData(data, { seq, at }) {
        followClock(serverNow);
        setRefused(null);
        show({ data, seq, at, heardAt: Date.now() });
      },
      onState(next) {
        setState(next);
        if (next === "live") linked.forEach((listener) => listener());
      },
      onRefused: setRefused,
    });
    return () => following.current.stop();
  }, [name]);
  return { ...shown, state, refused, refetch: () => following.current?.refetch() };
}

const READ_AGAIN_MS = 5000;

/** Reads a view, and again whenever `rev` changes, `reread()` is called or the hall can be heard again; the old answer stays until the new one is there. */
export function useView(view, args, rev = 0) {
  const [said, setSaid] = useState({ key: "", data: null, seq: -1 });
  const [problem, setProblem] = useState({ key: "", error: null });
  const had = useRef("");
  const [round, setRound] = useState(0);
  const key = view ? `${view}?${new URLSearchParams(args)}` : "";
  useEffect(() => {
    let wanted = true;
    if (!key) return undefined;
    getView(view, args).then(
      (answer) => {
        if (!wanted) return;
        had.current = key;
        setProblem({ key, error: null });
        setSaid((before) => (before.key === key && before.seq > answer.seq ? before : { key, data: answer.data, seq: answer.seq }));
      },
      // An item that has just been finished is gone a moment before the board says so: that is no fault to show.
      (e) => { if (wanted && !(e.status === 404 && had.current === key)) setProblem({ key, error: e }); },
    );
    return () => { wanted = false; };
  }, [key, rev, round]);
  const cut = problem.key === key && problem.error?.code === "NETWORK";
  useEffect(() => {
    if (!cut) return undefined;
    const again = () => setRound((n) => n + 1);
    const timer = setTimeout(again, READ_AGAIN_MS);
    const stop = onLinked(again);
    return () => { clearTimeout(timer); stop(); };
  }, [cut, problem]);
  return { data: said.key === key ? said.data : null, problem: problem.key === key ? problem.error : null, reread: () => setRound((n) => n + 1) };
}

/** Runs acts for the whole page: one at a time per act, a sentence for every failure, the item read again after each success. */
export function useActs({ say, setProblem, afterAct }) {
  const [busy, setBusy] = useState({});
  const under = useRef({});
  const run = useCallback(async (name, body, { scene = "", done = "" } = {}) => {
    under.current[name] = (under.current[name] || 0) + 1;
    setBusy({ ...under.current });
    setProblem(null);
    try {
      const said = await doAct(name, body, scene);
      if (done) say(done);
      afterAct(name, said);
      return said.result ?? {};
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      releasePrimary();
      setProblem(e);
      afterAct(name, null);
      return null;
    } finally {
      under.current[name] -= 1;
      if (!under.current[name]) delete under.current[name];
      setBusy({ ...under.current });
    }
  }, []);
  return { run, busy };
}

/** The act row of that name among what the server allows now, or null. */
export function actRow(acts, name) {
  return (acts || []).find((row) => row.act === name) || null;
}

export function actLabel(name) {
  return t(`act.${name}`);
}

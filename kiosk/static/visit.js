// The visit as the page knows it: which page is shown, whether the server is there, whether somebody still stands here.
// It keeps nothing anywhere: a reload is a new visit.

import { useEffect, useRef, useState } from "./dom.js";
import { settle } from "./press.js";
import { AGAIN_MS, ask, Gone, pause, Refused } from "./wire.js";

export const PULSE_MS = 2000;
export const LOST_MS = 5000;
export const GOODBYE_MS = 10_000;

export function useVisit(boot) {
  const [model, setModel] = useState(null);
  const [busy, setBusy] = useState(false);
  const [lost, setLost] = useState(false);
  const [refused, setRefused] = useState(false);
  const now = useRef({ model: null, busy: false, active: false, seen: performance.now(), round: 0 });

  const show = (next) => {
    const former = now.current.model;
    now.current.model = next;
    if (!former || next.visit !== former.visit || next.step !== former.step) settle();
    setModel(next);
  };
  const seen = () => {
    now.current.seen = performance.now();
    setLost(false);
  };
  const missed = () => {
    if (performance.now() - now.current.seen >= LOST_MS) setLost(true);
  };

  // Ask until there is an answer; ``wanted`` says whether it is still wanted.
  const insist = async (name, body, wanted) => {
    for (;;) {
      try {
        const answer = await ask(name, body, { timeout: LOST_MS });
        seen();
        return answer;
      } catch (problem) {
        if (problem instanceof Gone) throw problem;
        if (problem instanceof Refused) {
          setRefused(true);
          throw problem;
        }
        missed();
        if (!wanted()) throw problem;
        await pause(AGAIN_MS);
      }
    }
  };

  const begin = async (lang) => {
    now.current.round += 1;
    const round = now.current.round;
    const former = now.current.model?.visit ?? "";
    now.current.busy = true;
    setBusy(true);
    try {
      const next = await insist("visit", { kiosk: boot.kiosk, former, lang }, () => round === now.current.round);
      if (round === now.current.round) show(next);
    } catch (problem) {
      if (!(problem instanceof Gone) && !(problem instanceof Refused)) throw problem;
    } finally {
      if (round === now.current.round) {
        now.current.busy = false;
        setBusy(false);
      }
    }
  };

  // Forget the visitor: first on this screen, then in the process.
  const wipe = () => {
    const former = now.current.model;
    setModel(null);
    return begin().catch(() => former);
  };

  const go = async (move, given = {}, name = "move") => {
    const { model: page, busy: already, round } = now.current;
    if (already || !page) return;
    if (move === "end") {
      await wipe();
      return;
    }
    now.current.busy = true;
    setBusy(true);
    try {
      const body = { visit: page.visit, step: page.step, move, given };
      const next = await insist(name, body, () => round === now.current.round);
      if (round === now.current.round && next) show(next);
    } catch (problem) {
      if (problem instanceof Gone && round === now.current.round) return void wipe();
    } finally {
      if (round === now.current.round) {
        now.current.busy = false;
        setBusy(false);
      }
    }
  };

  // A card lies on the reader, or will: asked in the background, it never blocks the keys.
  const readCard = async () => {
    const { model: page, round } = now.current;
    const next = await ask("card", { visit: page.visit, step: page.step }, { timeout: 20_000 });
    const { model: current, round: after } = now.current;
    if (next && round === after && current?.step === page.step) show(next);
  };

  const pulse = async () => {
    const { model: page, active, round } = now.current;
    if (!page) return;
    now.current.active = false;
    try {
      const answer = await ask("pulse", { visit: page.visit, step: page.step, active }, { timeout: PULSE_MS });
      if (answer?.hall) seen();
      else missed();
      const same = round === now.current.round && now.current.model?.step === page.step && !now.current.busy;
      if (answer?.model && same) show(answer.model);
    } catch (problem) {
      if (problem instanceof Gone && round === now.current.round && !now.current.busy) wipe();
      else missed();
    }
  };

  const touched = () => {
    now.current.active = true;
  };

  useEffect(() => {
    begin();
    const timer = setInterval(pulse, PULSE_MS);
    // Leaving the page, however it happens, ends the visit in the process too.
    const leave = () => {
      const page = now.current.model;
      if (page) ask("end", { visit: page.visit }, { keepalive: true }).catch(() => undefined);
    };
    addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", leave);
    };
  }, []);

  useEffect(() => {
    if (!model?.ends) return undefined;
    const timer = setTimeout(wipe, GOODBYE_MS);
    return () => clearTimeout(timer);
  }, [model]);

  return { model, busy, lost, refused, go, wipe, readCard, touched };
}

// After the idle limit a question, after that the wipe (guarantees UX-06). ``watched``: whether there is anything to forget.
export function useIdle(idle, watched, wipe) {
  const [left, setLeft] = useState(null);
  const last = useRef(performance.now());
  const stay = () => {
    last.current = performance.now();
    setLeft(null);
  };
  const touched = () => {
    if (left === null) last.current = performance.now();
  };
  useEffect(() => {
    if (!watched) {
      stay();
      return undefined;
    }
    const timer = setInterval(() => {
      const quiet = (performance.now() - last.current) / 1000;
      if (quiet < idle.seconds) return;
      const remaining = Math.ceil(idle.seconds + idle.warning - quiet);
      if (remaining > 0) return setLeft(remaining);
      stay();
      wipe();
    }, 500);
    return () => clearInterval(timer);
  }, [watched, idle.seconds, idle.warning]);
  return { left, stay, touched };
}

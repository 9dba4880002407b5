// Reads the page aloud, sentence by sentence, from clips of the kiosk process: again, stop, louder, softer (guarantees UX-15).

import { useEffect, useRef, useState } from "./dom.js";
import { speechAddress } from "./wire.js";

const STEPS = [0.25, 0.5, 0.75, 1];

// ``ids`` are the sentences of the page. The choice of loudness outlives the page and ends with the visit.
export function useVoice(ids, pageKey) {
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [level, setLevel] = useState(2);
  const sound = useRef(null);
  const turn = useRef(0);

  const stop = () => {
    turn.current += 1;
    if (sound.current) {
      sound.current.pause();
      sound.current.removeAttribute("src");
      sound.current = null;
    }
    setPlaying(false);
  };

  const play = async () => {
    stop();
    const mine = turn.current;
    setFailed(false);
    setPlaying(true);
    for (const id of ids) {
      const clip = new Audio(speechAddress(id));
      clip.volume = STEPS[level];
      sound.current = clip;
      const ended = await heard(clip);
      if (turn.current !== mine) return;
      if (!ended) {
        setFailed(true);
        break;
      }
    }
    setPlaying(false);
  };

  const louder = (by) => {
    const next = Math.max(0, Math.min(STEPS.length - 1, level + by));
    setLevel(next);
    if (sound.current) sound.current.volume = STEPS[next];
  };

  useEffect(() => stop, [pageKey]);
  return { play, stop, louder: () => louder(1), softer: () => louder(-1), playing, failed, level, most: STEPS.length - 1 };
}

// Resolves true when the clip was heard to its end or stopped, false when it could not be played.
function heard(clip) {
  return new Promise((done) => {
    clip.addEventListener("ended", () => done(true));
    clip.addEventListener("pause", () => done(true));
    clip.addEventListener("error", () => done(false));
    clip.play().catch((problem) => done(problem.name === "AbortError"));
  });
}

// Keeps the visitor on the page: no menu, no zoom, no dragging, no way out by a plugged-in keyboard (guarantees AB-01 to AB-04).
// What a keyboard or a scanner types is handed on: single keys as keys, a fast run that ends with Enter as one scan.

const BURST_MS = 60;
const BURST_LEAST = 6;
const LENGTH_MAX = 200;
const MOVES_FOCUS = new Set(["Tab", "Enter", " "]);

const refused = ["contextmenu", "dragstart", "drop", "dragover", "selectstart", "copy", "cut", "paste", "gesturestart", "auxclick"];

export function guard({ onActive, onKey, onScan }) {
  const stop = (event) => event.preventDefault();
  for (const name of refused) window.addEventListener(name, stop, { capture: true });
  window.addEventListener("wheel", stop, { capture: true, passive: false });
  window.addEventListener("touchmove", stop, { capture: true, passive: false });
  window.addEventListener("pointerdown", onActive, { capture: true });
  window.open = () => null;
  window.print = () => undefined;
  keepHistory();
  listenToKeys(onActive, onKey, onScan);
}

// There is nothing to go back to: the page before is reached by the button on the page, never by the browser.
function keepHistory() {
  const here = location.pathname + location.search;
  history.replaceState(null, "", here);
  history.pushState(null, "", here);
  window.addEventListener("popstate", () => history.pushState(null, "", here));
}

function listenToKeys(onActive, onKey, onScan) {
  let run = [];
  let last = 0;
  let timer = 0;

  const flush = () => {
    const keys = run;
    run = [];
    if (keys.length < BURST_LEAST) keys.forEach(onKey);
  };

  window.addEventListener(
    "keydown",
    (event) => {
      onActive();
      const { key } = event;
      const chord = event.ctrlKey || event.altKey || event.metaKey;
      if (chord || !MOVES_FOCUS.has(key)) event.preventDefault();
      if (chord) return event.stopPropagation();
      const now = event.timeStamp;
      const fast = now - last < BURST_MS;
      last = now;
      if (key === "Enter" && fast && run.length >= BURST_LEAST) {
        event.preventDefault();
        event.stopPropagation();
        clearTimeout(timer);
        const text = run.join("");
        run = [];
        onScan(text);
        return undefined;
      }
      if (key === "Backspace") onKey("Backspace");
      if (key.length !== 1 || (key === " " && document.activeElement?.tagName === "BUTTON" && !fast)) return undefined;
      if (key === " ") event.preventDefault();
      if (run.length < LENGTH_MAX) run.push(key);
      clearTimeout(timer);
      timer = setTimeout(flush, BURST_MS);
      return undefined;
    },
    { capture: true },
  );
}

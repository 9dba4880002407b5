// A button that acts when the finger leaves it, wherever on it the finger lies; sliding off before cancels (guarantees UX-08).
// Right after a page has changed nothing is taken: the second tap of a double tap belongs to the page that is gone.

import { html, useRef } from "./dom.js";

export const SETTLE_MS = 300;
const MARK = "data-settling";
let timer = 0;

export function settle() {
  clearTimeout(timer);
  document.documentElement.toggleAttribute(MARK, true);
  timer = setTimeout(() => document.documentElement.toggleAttribute(MARK, false), SETTLE_MS);
}

const settled = () => !document.documentElement.hasAttribute(MARK);

export function Press({ onPress, class: name = "", disabled = false, children, ...more }) {
  const finger = useRef(null);
  const inside = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  };
  const show = (event, pressed) => event.currentTarget.toggleAttribute("data-pressed", pressed);
  const handlers = {
    onPointerDown: (event) => {
      if (disabled || event.button !== 0 || finger.current !== null || !settled()) return;
      finger.current = event.pointerId;
      event.currentTarget.setPointerCapture(event.pointerId);
      show(event, true);
    },
    onPointerMove: (event) => event.pointerId === finger.current && show(event, inside(event)),
    onPointerUp: (event) => {
      if (event.pointerId !== finger.current) return;
      finger.current = null;
      show(event, false);
      if (inside(event) && !disabled) onPress();
    },
    onPointerCancel: (event) => {
      finger.current = null;
      show(event, false);
    },
    // A click without a finger comes from a keyboard or a screen reader.
    onClick: (event) => event.detail === 0 && !disabled && onPress(),
  };
  return html`<button type="button" class=${name} aria-disabled=${disabled ? "true" : undefined} ...${more} ...${handlers}>
    ${children}
  </button>`;
}

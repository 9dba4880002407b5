/* A pad to sign on with pen, finger or mouse. The picture leaves the page only with the delivery; clearing or leaving forgets it. */

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "./texts.js";
import { Button } from "./ui.js";

const LEAST_LENGTH_PX = 60; // a dot or a slip of the pen is no signature

export function SignaturePad({ onChange }) {
  const canvas = useRef(null);
  const pen = useRef({ down: false, x: 0, y: 0, length: 0 });
  const [signed, setSigned] = useState(false);

  useEffect(() => {
    const paper = canvas.current.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.current.width, canvas.current.height);
    paper.lineWidth = 3;
    paper.lineCap = "round";
    paper.lineJoin = "round";
    paper.strokeStyle = "#14202b";
    return () => onChange(null);
  }, []);

  function at(event) {
    const box = canvas.current.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.current.width) / box.width, ((event.clientY - box.top) * canvas.current.height) / box.height];
  }
  function down(event) {
    event.preventDefault();
    canvas.current.setPointerCapture(event.pointerId);
    [pen.current.x, pen.current.y] = at(event);
    pen.current.down = true;
  }
  function move(event) {
    if (!pen.current.down) return;
    const paper = canvas.current.getContext("2d");
    for (const step of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      const [x, y] = at(step);
      paper.beginPath();
      paper.moveTo(pen.current.x, pen.current.y);
      paper.lineTo(x, y);
      paper.stroke();
      pen.current.length += Math.hypot(x - pen.current.x, y - pen.current.y);
      [pen.current.x, pen.current.y] = [x, y];
    }
  }
  function up() {
    if (!pen.current.down) return;
    pen.current.down = false;
    if (pen.current.length < LEAST_LENGTH_PX) return;
    setSigned(true);
    onChange(canvas.current.toDataURL("image/png"));
  }
  function clear() {
    const paper = canvas.current.getContext("2d");
    paper.fillRect(0, 0, canvas.current.width, canvas.current.height);
    pen.current = { down: false, x: 0, y: 0, length: 0 };
    setSigned(false);
    onChange(null);
  }
  return html`
    <div class="pad">
      <canvas ref=${canvas} width="720" height="220" role="img" tabindex="0" aria-label=${t("pad.label")} onPointerDown=${down} onPointerMove=${move} onPointerUp=${up} onPointerCancel=${up}></canvas>
      <div class="row-of-buttons"><span class=${`mark ${signed ? "fine" : "odd"}`} role="status">${signed ? `✓ ${t("pad.signed")}` : `○ ${t("pad.empty")}`}</span>
        <${Button} kind="secondary small" onPress=${clear}>${t("pad.clear")}</${Button}></div>
      <p class="small">${t("pad.keyboard")}</p>
    </div>`;
}

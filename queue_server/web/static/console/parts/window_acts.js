/* Opening, pausing and closing a window where cases are worked on rather than numbers called: small buttons beside the case's own acts. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { actLabel, useDesk } from "../hooks.js";
import { pair, t } from "../texts.js";
import { Button } from "../ui.js";
import { ReasonDialog } from "./dialogs.js";

const SHOWN = ["open_window", "resume_window", "call_next", "start_serving", "end_service", "pause_window", "close_window"];

/** { buttons, dialog }: what the board allows this seat to do with its window now, never as the primary act. */
export function useWindowActs() {
  const { board, run, busy } = useDesk();
  const [pausing, setPausing] = useState(false);
  const rows = new Map((board.acts || []).map((row) => [row.act, row]));
  if (board.primary && SHOWN.includes(board.primary.act)) rows.set(board.primary.act, board.primary);
  const scene = `${board.window?.state}/${board.ticket?.ticket_id || "-"}`;
  const press = (name) => (name === "pause_window" ? setPausing(true) : run(name, {}, { scene, done: t(`done.${name}`) }));
  const buttons = SHOWN.filter((name) => rows.has(name)).map((name) => {
    const row = rows.get(name);
    return html`<${Button} key=${name} cmd=${name} kind="quiet" busy=${busy[name]} off=${!row.enabled} why=${pair(row.why_not, "message")} onPress=${() => press(name)}>${actLabel(name)}</${Button}>`;
  });
  const dialog = pausing ? html`<${ReasonDialog} act="pause_window" reasons=${board.choices.pause_reasons} body=${{}} lead=${t("window.pause_lead")} onClose=${() => setPausing(false)} />` : null;
  return { buttons, dialog };
}

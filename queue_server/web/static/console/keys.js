/* One key for every step: which key means which command, for this member of staff, on this machine. A key presses the button
   that shows it, so a key can never do what the screen does not offer. */

export const DEFAULT_KEYS = {
  primary: "F2", call_again: "F4", no_show: "F8", transfer_ticket: "F6", return_to_line: "F7", pause_window: "F3", close_window: "Shift+F3",
  end_service: "Shift+F2", show_citizen: "F9", look_up_again: "F10", refuse_acceptance: "Shift+F8", print_papers: "Shift+F9",
  suspend: "F6", withdraw: "Shift+F6", return_file: "Shift+F8", decide_review: "F9", give_notice: "F7", confirm_pass: "F8", refuse_review: "Shift+F8",
  take_consult_ticket: "Shift+F7", take_ticket: "Shift+F9", drop_review: "Shift+F10", open_review: "F4", spoil_blank: "Shift+F8", return_halted: "Shift+F7", unlock_unit: "Shift+F8",
  undo: "Alt+Z", keys_help: "F1", lock_screen: "Shift+F1", next_in_list: "N", search: "/",
  section_1: "1", section_2: "2", section_3: "3", section_4: "4", section_5: "5", section_6: "6",
  check_yes: "Y", check_no: "X",
};
/* Commands that never stand on the same screen may share a key; within one group a key is used once. */
export const GROUPS = {
  always: ["primary", "undo", "keys_help", "lock_screen"],
  window: ["call_again", "no_show", "transfer_ticket", "return_to_line", "pause_window", "close_window", "end_service", "show_citizen", "look_up_again",
    "refuse_acceptance", "print_papers", "section_1", "section_2", "section_3", "section_4", "section_5", "section_6"],
  desk: ["open_review", "decide_review", "give_notice", "confirm_pass", "refuse_review", "take_ticket", "take_consult_ticket", "drop_review"],
  cases: ["next_in_list", "check_yes", "check_no", "suspend", "withdraw", "return_file", "return_halted", "spoil_blank", "unlock_unit", "search"],
};

let store = "";
let chosen = {};
let on = true;
const buttons = new Map(); // command -> Set of elements that show it
const listeners = new Set();

export function loadKeys(staffId) {
  store = `lideng.console.keys.${staffId}`;
  try {
    const kept = JSON.parse(localStorage.getItem(store) || "{}");
    chosen = kept.chosen || {};
    on = kept.on !== false;
  } catch {
    chosen = {};
    on = true;
  }
  tell();
}

function keep() {
  localStorage.setItem(store, JSON.stringify({ on, chosen }));
  tell();
}

function tell() {
  for (const listener of listeners) listener();
}

export function onKeys(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function keysOn() { return on; }
export function switchKeys(next) { on = next; keep(); }
export function keyOf(command) { return command in chosen ? chosen[command] : DEFAULT_KEYS[command] || ""; }
export function shownKeyOf(command) { return on ? keyOf(command) : ""; }
export function resetKeys() { chosen = {}; on = true; keep(); }

/** Gives a command another key ("" = none). Answers the command that already holds that key on the same screens, and then changes nothing. */
export function chooseKey(command, chord) {
  const holder = chord && clash(command, chord);
  if (holder) return holder;
  chosen = { ...chosen, [command]: chord };
  keep();
  return null;
}

function clash(command, chord) {
  const mine = Object.entries(GROUPS).filter(([, list]) => list.includes(command)).map(([name]) => name);
  const near = mine.includes("always") ? Object.values(GROUPS).flat() : [...GROUPS.always, ...mine.flatMap((name) => GROUPS[name])];
  return near.find((other) => other !== command && keyOf(other) === chord) || null;
}

export function attach(command, element) {
  if (!buttons.has(command)) buttons.set(command, new Set());
  buttons.get(command).add(element);
  return () => buttons.get(command).delete(element);
}

/** "Shift+F8", "Alt+Z", "1": how a pressed key is written down. Empty for a lone modifier. */
export function chordOf(event) {
  if (["Shift", "Control", "Alt", "Meta", "Dead", "Process"].includes(event.key)) return "";
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const shifted = event.shiftKey && (event.key.length > 1 || /[A-Z]/i.test(event.key));
  return [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta", shifted && "Shift", key].filter(Boolean).join("+");
}

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])"));
}

function reachable(element) {
  const dialogs = document.querySelectorAll("dialog[open]");
  const top = dialogs[dialogs.length - 1];
  return element.isConnected && !element.closest("[inert]") && element.getClientRects().length > 0 && (!top || top.contains(element));
}

function press(event) {
  if (!on || event.defaultPrevented || event.isComposing || event.target.closest?.("[data-takes-keys]")) return;
  const chord = chordOf(event);
  if (!chord || (chord.length === 1 && typing(event.target))) return;
  for (const [command, elements] of buttons) {
    if (keyOf(command) !== chord) continue;
    const all = [...elements].filter(reachable);
    const near = all.find((e) => e.closest("[data-row]")?.contains(document.activeElement)) || all.find((e) => e.closest('[data-answered="no"]')) || all[0];
    if (!near) continue;
    event.preventDefault();
    if (!event.repeat) near.click();
    return;
  }
}

document.addEventListener("keydown", press);

/* Enrols this browser as a device of the hall by a one-use link; a press is needed, so that no preview can use the link up. */

const button = document.getElementById("go");
const problem = document.getElementById("problem");
const PLACES = {
  CITIZEN: (place) => `/display/citizen/${encodeURIComponent(place)}`,
  KIOSK: () => "/kiosk/",
  DISPLAY: () => "/display/",
  PRINTER: () => "/",
};

button.addEventListener("click", async () => {
  if (button.disabled) return;
  button.disabled = true;
  problem.hidden = true;
  try {
    const answer = await fetch("/api/devices/enrol", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: document.documentElement.dataset.token }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error.message);
    location.replace(PLACES[told.kind](told.place));
  } catch (no) {
    problem.textContent = no instanceof TypeError ? "连接不上大厅，请稍后再试。The hall cannot be reached; try again." : no.message;
    problem.hidden = false;
    problem.focus();
    button.disabled = false;
  }
});
button.disabled = false; // a press before this line would have been lost

/* Opens a seat or a citizen's screen by a fresh one-use link, made when the button is pressed. */

const problem = document.getElementById("problem");

async function open(button) {
  const page = window.open("about:blank", "_blank");
  button.disabled = true;
  problem.hidden = true;
  try {
    const answer = await fetch("/demo/link", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ kind: button.dataset.kind, name: button.dataset.name }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error.message);
    if (page) page.location.replace(told.path);
    else location.assign(told.path);
  } catch (no) {
    if (page) page.close();
    problem.textContent = no instanceof TypeError ? "连接不上大厅，请稍后再试。The hall cannot be reached; try again." : no.message;
    problem.hidden = false;
    problem.focus();
  } finally {
    button.disabled = false;
  }
}

for (const button of document.querySelectorAll("button.seat")) button.addEventListener("click", () => open(button));

// Copies words, and says so on the button and to a screen reader.
//   <button type="button" data-copy="words" data-copied="Copied" hidden>Copy the words</button> copies what #words holds
export function start(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    const source = root.getElementById(button.dataset.copy);
    if (source) {
      const told = button.insertAdjacentElement("afterend", liveRegion(root));
      button.hidden = false;
      button.addEventListener("click", () => copy(button, source, told));
    }
  }
}

function liveRegion(root) {
  const region = root.createElement("span");
  region.className = "visually-hidden";
  region.setAttribute("role", "status");
  return region;
}

async function copy(button, source, told) {
  if (!(await toClipboard(source))) {
    return; // The words stay selected, so that they can be copied by hand.
  }
  const label = button.lastElementChild?.matches("span") ? button.lastElementChild : button;
  const before = label.textContent;
  label.textContent = told.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
    told.textContent = "";
  }, 3000);
}

async function toClipboard(source) {
  const words = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(words.trim());
    return true;
  } catch {
    // A plain http address on the local network has no clipboard API; the old command still works there.
    select(source);
    return document.execCommand("copy");
  }
}

function select(source) {
  if (source.select) {
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }
}

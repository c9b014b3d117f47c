// A form pressed twice is sent once. (The server holds the same promise by the hidden `entry`; this spares the second trip.)
//   <form method="post">            every such form, unless it says data-many
//   <button data-sending="Saving…"> words to show while it is on its way
export function start(root) {
  root.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", (event) => event.persisted && release(root));
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) {
    return;
  }
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  const button = event.submitter;
  if (button) {
    // Not `disabled`: a disabled button's own name and value would not be sent.
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.sending) {
      button.textContent = button.dataset.sending;
    }
  }
}

// A page brought back by "back" must be usable again.
function release(root) {
  for (const form of root.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
  for (const button of root.querySelectorAll('button[aria-disabled="true"]')) {
    button.removeAttribute("aria-disabled");
  }
}

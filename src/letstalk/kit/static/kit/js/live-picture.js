// Draws a form's picture anew as one types: the server sends it, and nothing that is typed is in any address.
//   <form method="post" data-picture="picture"> with <img id="picture">, #picture-alt and #picture-problem beside it
const WAIT = 300;

export function start(root) {
  for (const form of root.querySelectorAll("form[data-picture]")) {
    live(root, form);
  }
}

function live(root, form) {
  let timer, asked = 0;
  const draw = async () => {
    const mine = (asked += 1);
    const body = new FormData(form);
    body.set("do", "picture");
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (mine === asked && answer && answer.headers.get("Content-Type")?.startsWith("application/json")) {
      show(root, form, await answer.json());
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, WAIT);
  });
}

function show(root, form, told) {
  const picture = root.getElementById(form.dataset.picture);
  const problem = root.getElementById(`${form.dataset.picture}-problem`);
  if (told.picture) {
    picture.src = told.picture;
    picture.alt = told.alt;
    root.getElementById(`${form.dataset.picture}-alt`).textContent = told.alt;
  }
  problem.textContent = told.problem;
  problem.hidden = !told.problem;
}

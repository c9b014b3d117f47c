// Puts the words as they stand now into a link that opens another app with them.
//   <a href="sms:+12025550143?&body=Hi" data-words="words" data-before="sms:+12025550143?&body="> takes what #words holds
export function start(root) {
  for (const link of root.querySelectorAll("[data-words]")) {
    const source = root.getElementById(link.dataset.words);
    if (source) {
      link.addEventListener("click", () => {
        link.href = link.dataset.before + encodeURIComponent((source.value ?? source.textContent).trim());
      });
    }
  }
}

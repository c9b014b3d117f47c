// The promise tally: one more without loading the page, and every link on it carries the count along.
// Without this module the same link asks for the page with one more.

const more = document.querySelector("[data-one-more]");
const count = document.querySelector(".tally-count");

function carry(promises) {
  for (const link of document.querySelectorAll("[data-promises], [data-one-more]")) {
    const address = new URL(link.href);
    address.searchParams.set("promises", link === more ? promises + 1 : promises);
    link.href = address;
  }
  const here = new URL(location.href);
  here.searchParams.set("promises", promises);
  history.replaceState(null, "", here);
}

more?.addEventListener("click", (event) => {
  event.preventDefault();
  const promises = Number(count.value) + 1;
  count.value = promises;
  carry(promises);
});

// Filters for lists that can be read without them. Each form says in data-for which list it filters.
// A list may hold thousands: what fits first is shown at once, the rest when the browser has drawn that.
const FIRST = 30;
const THEN = 200;

for (const form of document.querySelectorAll("form.filter")) {
  const list = document.getElementById(form.dataset.for);
  const chunks = [...list.querySelectorAll(":scope > .chunk")];
  const groups = chunks.length ? chunks : [list];
  const items = groups.map((group) => [...group.children]);
  const all = items.reduce((sum, group) => sum + group.length, 0);
  const [input, select, output] = ["input", "select", "output"].map((name) => form.querySelector(name));
  const count = (number) => number.toLocaleString("en");
  let texts = null; // read once, when the page has come to rest or the first letter is typed
  let turn = 0; // a letter more ends what the one before it has begun
  const read = () => (texts ??= items.map((group) => group.map((item) => item.textContent.toLowerCase())));

  const settle = (fits, from, limit, mine) => {
    let at = from;
    for (let shown = 0; at < groups.length && shown < limit && mine === turn; at++) {
      groups[at].hidden = !fits[at].includes(true);
      if (groups[at].hidden) continue;
      fits[at].forEach((fit, index) => {
        if (items[at][index].hidden === fit) items[at][index].hidden = !fit;
        shown += fit;
      });
    }
    if (at < groups.length && mine === turn) setTimeout(settle, 0, fits, at, THEN, mine);
    return at;
  };

  const apply = (limit) => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = select?.value ?? "";
    const fit = (text, item) => (!verdict || item.dataset.v === verdict) && words.every((word) => text.includes(word));
    const fits = read().map((group, at) => group.map((text, index) => fit(text, items[at][index])));
    const settled = settle(fits, 0, limit, ++turn);
    for (const group of groups.slice(settled)) group.hidden = true;
    const shown = fits.reduce((sum, group) => sum + group.filter(Boolean).length, 0);
    output.textContent = words.length || verdict ? `${count(shown)} of ${count(all)}` : "";
  };

  form.hidden = all < 2;
  form.addEventListener("input", () => apply(FIRST));
  form.addEventListener("submit", (event) => event.preventDefault());
  (window.requestIdleCallback ?? setTimeout)(read);
  if (input.value || select?.value) apply(FIRST); // what the browser remembered of the form
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.closest("[hidden]") || !list.contains(target)) return; // a link leads to what the filter hides
    form.reset();
    apply(Infinity);
    target.scrollIntoView();
  });
}

// Filters for lists that can be read without them. Each form says in data-for which list it filters.
for (const form of document.querySelectorAll("form.filter")) {
  const list = document.getElementById(form.dataset.for);
  const chunks = [...list.querySelectorAll(":scope > .chunk")];
  const items = chunks.length ? chunks.flatMap((chunk) => [...chunk.children]) : [...list.children];
  const [input, select, output] = ["input", "select", "output"].map((name) => form.querySelector(name));
  const count = (number) => number.toLocaleString("en");
  let texts = null; // read once, when the page has come to rest or the first letter is typed
  const read = () => (texts ??= items.map((item) => item.textContent.toLowerCase()));
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = select?.value ?? "";
    let shown = 0;
    read().forEach((text, at) => {
      const item = items[at];
      const fits = (!verdict || item.dataset.v === verdict) && words.every((word) => text.includes(word));
      if (item.hidden === fits) item.hidden = !fits;
      shown += fits;
    });
    for (const chunk of chunks) chunk.hidden = !chunk.querySelector(":scope > :not([hidden])");
    output.textContent = words.length || verdict ? `${count(shown)} of ${count(items.length)}` : "";
  };
  form.hidden = items.length < 2;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  (window.requestIdleCallback ?? setTimeout)(read);
  if (input.value || select?.value) apply(); // what the browser remembered of the form
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.hidden || !list.contains(target)) return; // a link leads to what the filter hides
    form.reset();
    apply();
    target.scrollIntoView();
  });
}

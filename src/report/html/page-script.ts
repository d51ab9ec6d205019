/**
 * The only script of the page: search, filter and buttons to copy. Without it all of the page is there but these. It reads
 * the text of the page and hides parts of it; it makes no HTML and fetches nothing.
 */
export const pageScript = `
const bar = document.getElementById('filters');
const query = document.getElementById('query');
const level = document.getElementById('level');
const shown = document.getElementById('shown');
const items = [...document.querySelectorAll('[data-level]')];
const texts = new Map();
const textOf = (item) => {
  if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
  return texts.get(item);
};
const filterItems = () => {
  const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const item of items) {
    const fits = (level.value === '' || item.dataset.level === level.value) && words.every((word) => textOf(item).includes(word));
    item.hidden = !fits;
    if (fits) count += 1;
  }
  shown.textContent = count + ' of ' + items.length + ' shown';
};
query.addEventListener('input', filterItems);
level.addEventListener('change', filterItems);
bar.hidden = false;
const openTarget = () => {
  const target = /^#p[0-9]+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : null;
  if (target) { target.hidden = false; target.open = true; target.scrollIntoView(); }
};
addEventListener('hashchange', openTarget);
openTarget();
if (navigator.clipboard) {
  for (const block of document.querySelectorAll('pre.command')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector('code').textContent);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Select and copy by hand';
      }
    });
    block.append(button);
  }
}
`;

/** The controls of the script, hidden until it runs. */
export const filterBar = `<div id="filters" role="search" hidden>
<label>Search <input id="query" type="search" autocomplete="off"></label>
<label>Show <select id="level"><option value="">everything</option><option value="fault">faults</option><option value="unknown">could not look</option><option value="warning">warnings</option><option value="healthy">healthy</option><option value="skipped">skipped</option></select></label>
<span id="shown" role="status"></span>
</div>`;

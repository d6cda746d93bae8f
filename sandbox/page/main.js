// The page put together: the address says what is shown (#channel=email&about=ada, #<id of a message>), keys move
// through it.

import { el } from './dom.js';
import { renderChannels, List } from './list.js';
import { renderDetail, renderGone, renderInvitation } from './detail.js';

const frame = document.getElementById('frame');
const nav = document.getElementById('channels');
const detail = document.getElementById('detail');
const about = document.getElementById('about');
const pause = document.getElementById('pause');
const clear = document.getElementById('clear');
const live = document.getElementById('live');
const words = document.getElementById('live-words');

let counts = {};
let filter = { channel: '', about: '' };
let shown = null;

const list = new List(
  (text, state) => {
    if (words.textContent !== text) words.textContent = text;
    live.dataset.state = state;
  },
  (found) => {
    const isSame = JSON.stringify(found) === JSON.stringify(counts);
    counts = found;
    if (!isSame) renderChannels(nav, counts, filter.channel);
  },
);

async function open(id) {
  shown = id;
  list.select(id);
  frame.dataset.view = 'detail';
  const answer = await fetch(`/messages/${id}`, { cache: 'no-store' }).catch(() => null);
  if (shown !== id) return;
  if (answer?.ok) renderDetail(detail, await answer.json());
  else renderGone(detail);
  detail.scrollTop = 0;
}

function follow() {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (/^\d+$/.test(hash)) return void open(Number(hash));
  const asked = new URLSearchParams(location.hash.slice(1));
  const wanted = { channel: asked.get('channel') ?? '', about: asked.get('about') ?? '' };
  shown = null;
  frame.dataset.view = 'list';
  list.selected = undefined;
  renderInvitation(detail);
  filter = wanted;
  if (about.value !== wanted.about) about.value = wanted.about;
  renderChannels(nav, counts, filter.channel);
  list.reload(wanted);
}

function go(changed) {
  const next = new URLSearchParams({ ...filter, ...changed });
  for (const name of ['channel', 'about']) if (!next.get(name)) next.delete(name);
  location.hash = next.toString();
}

function togglePause() {
  list.setPaused(!list.isPaused);
  pause.setAttribute('aria-pressed', String(list.isPaused));
  pause.textContent = list.isPaused ? 'Go on' : 'Pause';
  if (!list.isPaused && list.waiting) list.showNewest();
}

nav.addEventListener('click', (event) => {
  const item = event.target.closest('a');
  if (!item) return;
  event.preventDefault();
  go({ channel: item.dataset.channel });
});
let typing;
about.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => go({ about: about.value.trim() }), 200);
});
pause.addEventListener('click', togglePause);
clear.addEventListener('click', async () => {
  await fetch('/messages', { method: 'DELETE' }).catch(() => null);
  if (shown !== null) go({});
  else list.reload();
});

document.addEventListener('keydown', (event) => {
  const isWriting = event.target === about;
  if (event.key === 'Escape') {
    if (isWriting && about.value === '') about.blur();
    else if (isWriting) go({ about: '' });
    else go({});
    return;
  }
  if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { j: 1, k: -1 }[event.key];
  if (event.key === '/') about.focus();
  else if (event.key === 'p') togglePause();
  else if (steps && list.neighbour(steps)) location.hash = String(list.neighbour(steps));
  else return;
  event.preventDefault();
});
document.addEventListener('securitypolicyviolation', (event) => {
  // Said aloud: tests look for it, and whoever changes the page should hear of it.
  document.body.append(el('p', { class: 'violation', hidden: true }, `${event.violatedDirective} ${event.blockedURI}`));
});

window.addEventListener('hashchange', follow);
follow();
if (shown !== null) list.reload();
list.start();

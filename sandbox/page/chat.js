// A message in a channel of a chat: blocks, whose texts are in styles.

import { clock, el, link } from './dom.js';
import { table } from './mail.js';

function run(part) {
  let made = part.link ? link(part.link, part.text || part.link) : document.createTextNode(part.text);
  if (part.code) made = el('code', {}, made);
  if (part.bold) made = el('strong', {}, made);
  if (part.italic) made = el('em', {}, made);
  if (part.struck) made = el('s', {}, made);
  return made;
}

const tags = { paragraph: 'p', heading: 'h3', quote: 'blockquote', preformatted: 'pre', note: 'p', item: 'p' };

function block(part) {
  if (part.kind === 'divider') return el('hr');
  if (part.kind === 'image')
    return el('p', { class: 'picture' }, 'Picture: ', link(part.runs[0].link, part.runs[0].text || part.runs[0].link));
  if (part.kind === 'buttons')
    return el(
      'p',
      { class: 'buttons' },
      part.runs.map((each) => link(each.link, each.text || each.link, { class: 'button' })),
    );
  return el(tags[part.kind] ?? 'p', { class: part.kind }, part.runs.map(run));
}

export function chat(message) {
  const { shown } = message;
  const letter = [...shown.from].find((each) => /\p{L}/u.test(each)) ?? '•';
  return el(
    'div',
    { class: 'stage' },
    el(
      'article',
      { class: 'chat', 'data-channel': message.channel },
      el('span', { class: 'app', 'aria-hidden': 'true' }, letter.toUpperCase()),
      el(
        'div',
        { class: 'says' },
        el(
          'p',
          { class: 'line' },
          el('strong', {}, shown.from),
          el('span', { class: 'tag' }, 'APP'),
          clock(message.at),
        ),
        shown.blocks.map(block),
      ),
    ),
    shown.fields.length > 0
      ? el('div', { class: 'aside' }, el('section', { class: 'options' }, el('h3', {}, 'Options'), table(shown.fields)))
      : null,
  );
}

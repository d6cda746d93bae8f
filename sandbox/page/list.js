// The list: asks what is new, once a second while somebody looks, and keeps the rows.

import { channelName, clock, copyButton, el, icon } from './dom.js';

const every = 1000;
const mostRows = 1000;

const rows = document.getElementById('rows');
const inbox = rows.parentElement;
const nothing = document.getElementById('nothing');
const newer = document.getElementById('newer');
const older = document.getElementById('older');

export class List {
  // tellState(words, isLive): for the line in the bar. tellCounts(counts): of all channels.
  constructor(tellState, tellCounts) {
    this.tellState = tellState;
    this.tellCounts = tellCounts;
    this.filter = { channel: '', about: '' };
    this.messages = []; // the newest first
    this.waiting = 0; // came while the list was held
    this.isPaused = false;
    this.turn = 0; // answers to earlier filters are dropped
    newer.addEventListener('click', () => this.showNewest());
    older.addEventListener('click', () => this.showOlder());
    inbox.addEventListener(
      'scroll',
      () => inbox.scrollTop <= 40 && this.waiting && !this.isPaused && this.showNewest(),
    );
  }

  start() {
    const look = async () => {
      if (!document.hidden) await this.poll();
      setTimeout(look, every);
    };
    look();
    document.addEventListener('visibilitychange', () => !document.hidden && this.poll());
  }

  async ask(more) {
    const query = new URLSearchParams({ ...this.filter, ...more });
    const answer = await fetch(`/messages?${query}`, { cache: 'no-store' });
    if (!answer.ok) throw new Error((await answer.json()).error);
    return answer.json();
  }

  async reload(filter = this.filter) {
    this.filter = filter;
    const turn = ++this.turn;
    const page = await this.tried(() => this.ask({}));
    if (!page || turn !== this.turn) return;
    this.messages = page.messages;
    this.waiting = 0;
    older.hidden = !page.has_more;
    this.accept(page);
    this.render();
  }

  async poll() {
    const turn = this.turn;
    const after = this.messages[0]?.id ?? 0;
    const page = await this.tried(() => this.ask({ after }));
    if (!page || turn !== this.turn) return;
    const kept = this.messages.filter((message) => message.id >= page.oldest);
    const isHeld = this.isPaused || inbox.scrollTop > 40;
    if (isHeld && page.messages.length > 0) {
      this.waiting = page.messages.length;
      this.isOverfull = page.has_more;
    } else if (page.has_more) {
      return this.reload(); // more came than are asked for: none may be missing between
    } else {
      kept.unshift(...page.messages);
    }
    const isChanged = kept.length !== this.messages.length || (!isHeld && page.messages.length > 0);
    this.messages = kept.slice(0, mostRows);
    this.accept(page);
    if (isChanged || this.waiting || rows.childElementCount === 0) this.render();
  }

  async tried(call) {
    try {
      return await call();
    } catch {
      this.tellState('Not connected', 'lost');
      return null;
    }
  }

  accept(page) {
    this.hello = page.hello;
    this.isKeeping = page.is_keeping;
    this.tellCounts(page.counts);
    this.tellState(this.isPaused ? 'Paused' : 'Live', this.isPaused ? 'paused' : 'live');
  }

  showNewest() {
    inbox.scrollTop = 0;
    this.setPaused(false);
    return this.reload();
  }

  async showOlder() {
    const turn = this.turn;
    const page = await this.tried(() => this.ask({ before: this.messages.at(-1)?.id ?? 0 }));
    if (!page || turn !== this.turn) return;
    this.messages.push(...page.messages);
    older.hidden = !page.has_more;
    this.render();
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.tellState(isPaused ? 'Paused' : 'Live', isPaused ? 'paused' : 'live');
  }

  select(id) {
    this.selected = id;
    for (const row of rows.querySelectorAll('a')) {
      if (Number(row.dataset.id) === id) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
    rows.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  // The message `steps` below the selected one.
  neighbour(steps) {
    const at = this.messages.findIndex((message) => message.id === this.selected);
    const next = at < 0 ? 0 : Math.min(Math.max(at + steps, 0), this.messages.length - 1);
    return this.messages[next]?.id;
  }

  render() {
    const focused = document.activeElement?.dataset?.id;
    const made = new Map([...rows.children].map((row) => [row.firstElementChild.dataset.id, row]));
    rows.replaceChildren(...this.messages.map((message) => made.get(String(message.id)) ?? this.row(message)));
    if (focused) rows.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    this.select(this.selected);
    const many = `${this.waiting}${this.isOverfull ? '+' : ''}`;
    newer.hidden = this.waiting === 0;
    newer.textContent = this.waiting === 1 ? '1 new message' : `${many} new messages`;
    nothing.hidden = this.messages.length > 0;
    if (!nothing.hidden) nothing.replaceChildren(...this.empty());
  }

  row(message) {
    const isOdd = !message.is_taken;
    const ending = message.status ? String(message.status) : 'no answer';
    return el(
      'li',
      {},
      el(
        'a',
        { href: `#${message.id}`, 'data-id': message.id, 'data-channel': message.channel, class: 'row' },
        el('span', { class: 'badge' }, icon(iconOf(message))),
        el(
          'span',
          { class: 'words' },
          el(
            'span',
            { class: 'line' },
            el('strong', {}, message.title || message.preview || message.label),
            clock(message.at),
          ),
          el('span', { class: 'to' }, message.to || '—'),
          message.title && message.preview ? el('span', { class: 'preview' }, message.preview) : null,
          isOdd ? el('span', { class: 'refused' }, `${ending} ${message.reason}`.trim()) : null,
        ),
      ),
    );
  }

  empty() {
    if (this.filter.about || this.filter.channel) {
      return [
        el('h2', {}, 'No message like that'),
        el('p', {}, 'Nothing that is kept matches the search and the channel.'),
        el('p', {}, el('a', { href: '#', class: 'button' }, 'Show all')),
      ];
    }
    if (this.isKeeping === false) {
      return [
        el('h2', {}, 'No message is kept'),
        el(
          'p',
          {},
          'The sandbox runs with --fast, or with --keep-messages 0: it takes everything and remembers nothing.',
        ),
      ];
    }
    return [
      icon('all'),
      el('h2', {}, 'Waiting for the first message'),
      el(
        'p',
        {},
        'Whatever is sent to this sandbox appears here as the person it is for would see it: mails, pushes, text messages, chats. What is refused appears too, and says why.',
      ),
      this.hello ? el('p', {}, 'Try it, from a shell on this machine:') : null,
      this.hello
        ? el('pre', { class: 'command' }, el('code', { id: 'hello' }, this.hello), copyButton(this.hello))
        : null,
      el(
        'p',
        {},
        'Then point Carillon here: ',
        el('code', {}, 'script/demo --keep'),
        ' does, and docs/sandbox.md shows the settings.',
      ),
    ].filter(Boolean);
  }
}

export function iconOf(message) {
  return message.channel === 'web_push' ? 'web_push' : message.look;
}

export function renderChannels(nav, counts, chosen) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const names = Object.keys(counts);
  if (chosen && !names.includes(chosen)) names.push(chosen);
  const item = (channel, words, count) =>
    el(
      'a',
      { href: `#channel=${channel}`, 'data-channel': channel, 'aria-current': channel === chosen ? 'true' : null },
      el('span', { class: 'swatch' }),
      el('span', {}, words),
      el('span', { class: 'count' }, String(count)),
    );
  const isFocused = nav.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  nav.replaceChildren(item('', 'All', total), ...names.map((name) => item(name, channelName(name), counts[name] ?? 0)));
  if (isFocused !== null) nav.querySelector(`[data-channel="${CSS.escape(isFocused)}"]`)?.focus();
}

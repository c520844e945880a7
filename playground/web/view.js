// Messages as DOM nodes. Text from people and bots only ever becomes text nodes.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    // A style attribute would need 'unsafe-inline'; a custom property set by script does not.
    if (name === 'hue' || name === 'ratio') node.style.setProperty(`--${name}`, value);
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const hue = (id) => Math.abs(Number(id) * 47) % 360;
export const clock = (date) => new Date(date * 1000).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'});
const initials = (name) => [...name.trim()].slice(0, 1).join('').toUpperCase() || '?';

export const avatar = (id, name) =>
  element('span', {class: 'avatar', hue: hue(id), 'aria-hidden': 'true'}, initials(name));

const TAGS = {bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote'};

// Telegram counts offsets in UTF-16 code units, and so do JavaScript strings.
function words(text, entities = []) {
  const cuts = new Set([0, text.length]);
  for (const e of entities) { cuts.add(e.offset); cuts.add(e.offset + e.length); }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const start = edges[i];
    const over = entities.filter((e) => TAGS[e.type] && e.offset <= start && e.offset + e.length >= end);
    return over.reduce((inner, e) => element(TAGS[e.type], {}, inner), document.createTextNode(text.slice(start, end)));
  });
}

function picture(message, open) {
  const {url, width, height} = message.photo;
  const alt = message.caption ? `Photo: ${message.caption}` : 'Photo without a caption';
  return element('button', {type: 'button', class: 'picture', 'aria-label': `Open at full size. ${alt}`, onclick: () => open(url, alt)},
    element('img', {src: url, width, height, alt, loading: 'lazy'}));
}

function moving(message) {
  const {url, mime_type: kind} = message.animation ?? message.video;
  if (kind === 'image/gif') return element('img', {class: 'moving', src: url, alt: message.caption || 'Animation'});
  return element('video', {src: url, controls: true, loop: Boolean(message.animation), muted: true, playsinline: true});
}

function attachment(message) {
  const {url, file_name: name, size} = message.document;
  const kilobytes = Math.max(1, Math.round((size ?? 0) / 1024));
  return element('a', {class: 'file', href: url, download: name ?? ''}, element('span', {'aria-hidden': 'true'}, '📄'), `${name ?? 'file'} · ${kilobytes} kB`);
}

function keyboard(message, onPress) {
  if (!message.keyboard?.length) return null;
  return element('div', {class: 'keys', role: 'group', 'aria-label': 'Buttons'}, ...message.keyboard.map((row) =>
    element('div', {}, ...row.map((key) =>
      element('button', {type: 'button', 'data-key': key.callback_data ?? key.text, onclick: (event) => onPress(message, key, event.currentTarget)}, key.text)))));
}

// `reactions` maps the id of who reacted to their emoji.
function reactions(message) {
  const all = Object.values(message.reactions ?? {}).flat();
  return all.length ? element('div', {class: 'reactions', 'aria-label': `Reactions: ${all.join(' ')}`}, all.join(' ')) : null;
}

const service = (message) => typeof message.service === 'string' ? message.service : Object.keys(message.service).join(', ').replaceAll('_', ' ');

const summary = (message) => message.text || message.caption
  || (message.photo && 'Photo') || (message.document && message.document.file_name) || 'Message';

export function messageNode(message, {mine, name, quoted, onPress, onReply, onOpen}) {
  const text = message.text || message.caption;
  if (message.service) return element('li', {class: 'service', 'data-id': message.id}, text || service(message));
  const ratio = message.photo ? message.photo.width / message.photo.height : null;
  const bubble = element('div', {class: ratio ? 'bubble pictured' : 'bubble', ratio},
    mine ? null : element('div', {class: 'who', hue: hue(message.from)}, name),
    quoted ? element('div', {class: 'quote'}, summary(quoted)) : null,
    message.photo ? picture(message, onOpen) : null,
    message.sticker?.url ? element('img', {class: 'sticker', src: message.sticker.url, alt: 'Sticker'}) : null,
    message.animation || message.video ? moving(message) : null,
    message.document && !message.animation ? attachment(message) : null,
    text ? element('div', {class: 'words'}, ...words(text, message.entities ?? [])) : null,
    reactions(message),
    element('div', {class: 'meta'}, element('time', {datetime: new Date(message.date * 1000).toISOString()}, clock(message.date))));
  return element('li', {class: mine ? 'message mine' : 'message', 'data-id': message.id, 'data-edits': message.edits},
    element('div', {class: 'stack'}, element('div', {class: 'block'}, bubble, keyboard(message, onPress))),
    element('button', {type: 'button', class: 'icon act', 'aria-label': `Reply to ${name}: ${summary(message).slice(0, 40)}`, onclick: () => onReply(message)}, '↩'));
}

export {summary};

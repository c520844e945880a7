// The chat page: who you are, which chat is open, and what the playground tells about it.

import * as api from './api.js';
import {avatar, element, messageNode, summary} from './view.js';

const $ = (id) => document.getElementById(id);
const state = {world: null, me: null, chat: null, chats: new Map(), unread: new Map(), reply: null, photos: [], file: null, atEnd: true};

const key = (chatId) => String(chatId);
const nameOf = (id) => id === state.world.bot.id ? state.world.bot.first_name ?? state.world.bot.username
  : state.world.users.find((user) => user.id === id)?.first_name ?? String(id);
const chatName = (chat) => chat.type === 'private' ? nameOf(state.world.bot.id) : chat.title;
const myChats = () => state.world.chats.filter((chat) => chat.members.includes(state.me));
const historyOf = (chatId) => {
  if (!state.chats.has(key(chatId))) state.chats.set(key(chatId), {messages: new Map(), seq: 0});
  return state.chats.get(key(chatId));
};

function say(text) {
  const toast = $('toast');
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, 4000);
}

const attempt = (work) => async (...args) => {
  try { return await work(...args); } catch (error) { say(error.message); return null; }
};

// What the address bar remembers, so that a reload or a second tab opens where one was.
function remember() {
  history.replaceState(null, '', `#user=${state.me}&chat=${state.chat}`);
}

function recall() {
  const saved = new URLSearchParams(location.hash.slice(1));
  const me = Number(saved.get('user'));
  state.me = state.world.users.some((user) => user.id === me) ? me : state.world.users[0]?.id ?? null;
  const chat = Number(saved.get('chat'));
  state.chat = (myChats().find((c) => c.id === chat) ?? myChats()[0])?.id ?? null;
}

function drawSide() {
  $('person').replaceChildren(...state.world.users.map((user) =>
    element('option', {value: user.id, selected: user.id === state.me}, `${user.first_name}${user.is_admin ? ' · admin' : ''} (${user.language_code})`)));
  $('chats').replaceChildren(...myChats().map((chat) => {
    const last = [...historyOf(chat.id).messages.values()].filter((m) => !m.deleted).at(-1);
    const unread = state.unread.get(key(chat.id)) ?? 0;
    return element('li', {}, element('button', {type: 'button', 'aria-current': String(chat.id === state.chat), onclick: () => openChat(chat.id)},
      avatar(chat.id, chatName(chat)),
      element('span', {class: 'what'}, element('strong', {}, chatName(chat)), element('span', {class: 'last'}, last ? summary(last) : 'No messages yet')),
      unread ? element('span', {class: 'badge', 'aria-label': `${unread} unread`}, String(unread)) : null));
  }));
}

function drawHead() {
  const chat = state.world.chats.find((c) => c.id === state.chat);
  $('chat-title').textContent = chat ? chatName(chat) : 'No chat';
  $('chat-note').textContent = !chat ? '' : chat.type === 'private' ? `@${state.world.bot.username}`
    : chat.members.map(nameOf).join(', ');
  document.title = chat ? `${chatName(chat)} · Atelier playground` : 'Atelier playground';
}

function nodeOf(message) {
  const past = historyOf(message.chat_id).messages;
  return messageNode(message, {
    mine: message.from === state.me, name: nameOf(message.from), quoted: past.get(message.reply_to),
    onPress, onReply: startReply, onOpen: openViewer,
  });
}

function drawLog() {
  const messages = [...historyOf(state.chat).messages.values()].filter((m) => !m.deleted).sort((a, b) => a.id - b.id);
  $('messages').replaceChildren(...messages.map(nodeOf));
  const group = state.world.chats.find((c) => c.id === state.chat)?.type !== 'private';
  $('empty').hidden = messages.length > 0;
  $('empty').textContent = group
    ? 'Send a photo with the caption /style starry, or reply to somebody’s photo with /style picasso.'
    : 'Say /start, or send a photo with the caption /style starry.';
  state.atEnd = true;
  scrollDown();
}

const nearEnd = () => $('log').scrollHeight - $('log').scrollTop - $('log').clientHeight < 160;
const scrollDown = () => { $('log').scrollTop = $('log').scrollHeight; };

// Who reads the end stays at the end, whatever grows: a picture that loads, a keyboard that comes.
function followEnd() {
  $('log').addEventListener('scroll', () => { state.atEnd = nearEnd(); });
  new ResizeObserver(() => { if (state.atEnd) scrollDown(); }).observe($('messages'));
}

// A preview replaces the one before only when it is decoded, so that the picture never blinks.
async function replaceNode(old, message) {
  const fresh = nodeOf(message);
  const picture = fresh.querySelector('img');
  if (picture) {
    // Outside the document a lazy image is never fetched.
    picture.loading = 'eager';
    await Promise.race([picture.decode(), new Promise((done) => { setTimeout(done, 3000); })]).catch(() => undefined);
  }
  const latest = historyOf(message.chat_id).messages.get(message.id);
  if (latest !== message || !old.isConnected) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  old.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function drawMessage(message) {
  const old = $('messages').querySelector(`[data-id="${message.id}"]`);
  if (message.deleted) { old?.remove(); return; }
  if (old) { replaceNode(old, message); return; }
  if (message.from === state.me) state.atEnd = true;
  const node = nodeOf(message);
  node.classList.add('fresh');
  $('messages').append(node);
  $('empty').hidden = true;
  if (state.atEnd) scrollDown();
}

async function take(event) {
  const {message} = event;
  if (!message) return;
  if (!state.world.chats.some((chat) => chat.id === message.chat_id)) await refreshWorld();
  const past = historyOf(message.chat_id);
  const known = past.messages.get(message.id);
  if (known && known.seq >= message.seq) return;
  past.messages.set(message.id, message);
  past.seq = Math.max(past.seq, message.seq);
  if (message.chat_id === state.chat) drawMessage(message);
  else if (!known) state.unread.set(key(message.chat_id), (state.unread.get(key(message.chat_id)) ?? 0) + 1);
  drawSide();
}

async function loadChat(chatId) {
  const past = historyOf(chatId);
  const {messages} = await api.messages(chatId, past.seq);
  for (const message of messages) { past.messages.set(message.id, message); past.seq = Math.max(past.seq, message.seq); }
}

const openChat = attempt(async (chatId) => {
  state.chat = chatId;
  state.unread.delete(key(chatId));
  stopReply();
  remember();
  document.body.dataset.view = 'chat';
  if (chatId !== null) await loadChat(chatId);
  drawSide(); drawHead(); drawLog();
});

const refreshWorld = async () => { state.world = await api.world(); };

const onPress = attempt(async (message, button, node) => {
  node.setAttribute('aria-busy', 'true');
  try {
    const {answer} = await api.press({chat_id: message.chat_id, user_id: state.me, message_id: message.id, button: button.callback_data ?? button.text});
    if (answer?.text && answer.show_alert) { $('alert-text').textContent = answer.text; $('alert').showModal(); }
    else if (answer?.text) say(answer.text);
    else if (!answer) say('The bot has not answered the button.');
  } finally { node.removeAttribute('aria-busy'); }
});

function startReply(message) {
  state.reply = message;
  $('reply-text').textContent = `Reply to ${nameOf(message.from)}: ${summary(message).slice(0, 80)}`;
  $('reply').hidden = false;
  $('draft').focus();
}

function stopReply() { state.reply = null; $('reply').hidden = true; }

function openViewer(url, alt) {
  $('viewer-picture').src = url;
  $('viewer-picture').alt = alt;
  $('viewer-save').href = url;
  $('viewer').showModal();
}

function drawAttached() {
  const box = $('attached');
  box.querySelectorAll('img').forEach((img) => URL.revokeObjectURL(img.src));
  const off = (label, remove) => element('button', {type: 'button', class: 'icon', 'aria-label': `Remove ${label}`, onclick: () => { remove(); drawAttached(); $('draft').focus(); }}, '✕');
  const photos = state.photos.map((photo, index) => element('figure', {},
    element('img', {src: URL.createObjectURL(photo), alt: photo.name}), off(photo.name, () => state.photos.splice(index, 1))));
  const file = state.file ? [element('figure', {}, element('div', {class: 'name'}, `📄 ${state.file.name}`), off(state.file.name, () => { state.file = null; }))] : [];
  box.replaceChildren(...photos, ...file);
  box.hidden = !box.childElementCount;
}

function attachPhotos(files) {
  const room = 10 - state.photos.length;
  if (files.length > room) say('An album holds ten photos.');
  state.photos.push(...files.slice(0, room));
  drawAttached();
  $('draft').focus();
}

const submit = attempt(async (event) => {
  event.preventDefault();
  const text = $('draft').value.trim();
  const {photos, file, reply} = state;
  if (!text && !photos.length && !file) return;
  await api.send({chatId: state.chat, userId: state.me, text, replyTo: reply?.id, photos, file});
  $('draft').value = '';
  state.photos = []; state.file = null;
  stopReply(); drawAttached(); grow();
});

function grow() {
  const box = $('draft');
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + 2}px`;
}

const showSamples = attempt(async () => {
  const {samples} = await api.samples();
  if (!samples.length) return;
  $('samples').append(...samples.map(({name, title, url}) =>
    element('button', {type: 'button', 'aria-label': `Attach the sample photo ${title}`, title, onclick: attempt(async () => {
      const response = await fetch(url);
      if (!response.ok) throw new Error('That sample could not be loaded.');
      attachPhotos([new File([await response.blob()], `${name}.jpg`, {type: 'image/jpeg'})]);
    })}, element('img', {src: url, alt: '', loading: 'lazy'}))));
  $('samples').hidden = false;
});

function wireComposer() {
  $('composer').addEventListener('submit', submit);
  $('draft').addEventListener('input', grow);
  $('draft').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); $('composer').requestSubmit(); }
    if (event.key === 'Escape') stopReply();
  });
  $('reply-off').addEventListener('click', stopReply);
  $('attach').addEventListener('click', () => $('photos').click());
  $('attach-file').addEventListener('click', () => $('file').click());
  $('photos').addEventListener('change', (event) => { attachPhotos([...event.target.files]); event.target.value = ''; });
  $('file').addEventListener('change', (event) => { state.file = event.target.files[0] ?? null; event.target.value = ''; drawAttached(); });
  document.addEventListener('paste', (event) => {
    const pictures = [...event.clipboardData.files].filter((f) => f.type.startsWith('image/'));
    if (pictures.length) { event.preventDefault(); attachPhotos(pictures); }
  });
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    attachPhotos([...event.dataTransfer.files].filter((f) => f.type.startsWith('image/')));
  });
}

function wireSide() {
  $('person').addEventListener('change', (event) => {
    state.me = Number(event.target.value);
    openChat((myChats().find((chat) => chat.id === state.chat) ?? myChats()[0])?.id ?? null);
  });
  $('back').addEventListener('click', () => { document.body.dataset.view = 'chats'; });
  $('theme').addEventListener('click', () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('theme', document.documentElement.dataset.theme);
  });
  const added = async (form) => { form.reset(); await refreshWorld(); drawSide(); };
  $('add-person').addEventListener('submit', attempt(async (event) => {
    event.preventDefault();
    const form = event.target;
    await api.addUser({first_name: $('person-name').value.trim(), language_code: $('person-language').value});
    await added(form);
  }));
  $('add-group').addEventListener('submit', attempt(async (event) => {
    event.preventDefault();
    const form = event.target;
    await api.addChat({type: 'group', title: $('group-title').value.trim(), members: [...state.world.users.map((user) => user.id), state.world.bot.id]});
    await added(form);
  }));
}

const start = attempt(async () => {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
  wireComposer(); wireSide(); followEnd();
  await refreshWorld();
  recall();
  await Promise.all(myChats().map((chat) => loadChat(chat.id)));
  await openChat(state.chat);
  showSamples();
  // Events are taken in order: a preview must not overtake the message it edits.
  let turn = Promise.resolve();
  api.live((event) => { turn = turn.then(() => take(event)).catch((error) => say(error.message)); }, (up) => {
    $('link').textContent = up ? 'live' : 'reconnecting…';
    $('link').dataset.state = up ? 'on' : 'off';
    if (up) turn = turn.then(async () => { await refreshWorld(); await openChat(state.chat); }).catch((error) => say(error.message));
  });
});

start();

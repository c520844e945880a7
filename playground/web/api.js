// The playground's person-side API: plain fetches, and one WebSocket that reconnects.

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The playground answered ${response.status}`);
  return body;
}

const get = async (path) => answer(await fetch(path));
const post = async (path, body) => answer(await fetch(path, {
  method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body),
}));

export const world = () => get('/play/world');
export const messages = (chatId, after = 0) => get(`/play/messages?chat_id=${chatId}&after=${after}`);
export const samples = () => get('/play/samples').catch(() => ({samples: []}));
export const addUser = (user) => post('/play/users', user);
export const addChat = (chat) => post('/play/chats', chat);
export const press = (button) => post('/play/press', button);

export async function send({chatId, userId, text, replyTo, photos, file}) {
  const form = new FormData();
  form.set('chat_id', chatId);
  form.set('user_id', userId);
  if (text) form.set(photos.length || file ? 'caption' : 'text', text);
  if (replyTo) form.set('reply_to', replyTo);
  for (const photo of photos) form.append('photo', photo, photo.name);
  if (file) form.set('document', file, file.name);
  return answer(await fetch('/play/messages', {method: 'POST', body: form}));
}

// Calls `onEvent` with {seq, kind, message}, `onState` with true or false. What a broken connection
// missed is for the caller to fetch again: every reopening is announced by onState(true).
export function live(onEvent, onState) {
  let delay = 250;
  const open = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/play/live`);
    socket.onopen = () => { delay = 250; onState(true); };
    socket.onmessage = (frame) => onEvent(JSON.parse(frame.data));
    socket.onclose = () => { onState(false); setTimeout(open, delay); delay = Math.min(delay * 2, 5000); };
  };
  open();
}

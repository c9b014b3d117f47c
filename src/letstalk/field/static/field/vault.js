// The lock on what a phone keeps. Each person's key is made on the phone and can never be read out by a script. A copy
// of it lies there wrapped in a secret that the server gives only to its signed-in owner: so whoever is signed out, or
// is somebody else, finds a box without its key, and the owner opens it by signing in again.
const CIPHER = "AES-GCM";
const NONCE_BYTES = 12;

/** The server's half of the lock, as hex digits, made into what wraps and unwraps a key. */
export async function wrapperOf(lock) {
  const bytes = Uint8Array.from(lock.match(/../g), (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", bytes, CIPHER, false, ["wrapKey", "unwrapKey"]);
}

/** A new key: fit for use but not to be read out, and its wrapped copy. */
export async function makeKey(wrapper) {
  const fresh = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, true, ["encrypt", "decrypt"]);
  const iv = nonce();
  const wrapped = { iv, bytes: await crypto.subtle.wrapKey("raw", fresh, wrapper, { name: CIPHER, iv }) };
  return { key: await unwrapKey(wrapped, wrapper), wrapped };
}

/** The key out of its wrapped copy. Fails where the wrapper is not its owner's. */
export async function unwrapKey({ iv, bytes }, wrapper) {
  const use = ["encrypt", "decrypt"];
  return crypto.subtle.unwrapKey("raw", bytes, wrapper, { name: CIPHER, iv }, { name: CIPHER }, false, use);
}

/** A value sealed to its place: moved to another record, it does not open. */
export async function seal(key, value, place) {
  const iv = nonce();
  const words = new TextEncoder().encode(JSON.stringify(value));
  return { iv, bytes: await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData: bytesOf(place) }, key, words) };
}

export async function unseal(key, { iv, bytes }, place) {
  const words = await crypto.subtle.decrypt({ name: CIPHER, iv, additionalData: bytesOf(place) }, key, bytes);
  return JSON.parse(new TextDecoder().decode(words));
}

function nonce() {
  return crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
}

function bytesOf(place) {
  return new TextEncoder().encode(place);
}

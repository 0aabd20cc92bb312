/** Begin of what a terminal obeys, in its seven-bit and its eight-bit form, by the ends that it may have. */
const COMMANDS = [
  // DCS, SOS, OSC, PM and APC, which carry a text up to BEL or ST: a title, the clipboard, a link.
  '(?:\\u001b[PX\\]^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)',
  // CSI: colours, concealed text, movements of the cursor.
  '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]',
  // All others, such as a reset or another set of letters.
  '\\u001b[ -/]*[0-~]',
];
/** ECMA-48 (https://ecma-international.org/publications-and-standards/standards/ecma-48/). */
const SEQUENCES = new RegExp(COMMANDS.join('|'), 'g');

/** Control characters but for the tab and the end of a line, and what turns the direction of letters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

const C0_PICTURES = 0x2400;
const DELETE = 0x7f;

/** A letter that is seen, in place of one that acts. */
function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(C0_PICTURES + code);
  return code === DELETE ? '␡' : '�';
}

/**
 * A text that others wrote, as text alone: what a terminal would obey is taken out of it, and what else acts and is not seen
 * is replaced by a letter that is. Ends of lines and tabs stay.
 */
export function plain(text: string): string {
  // All that a terminal obeys begins with one of these; nearly no text has any, and views have very many texts.
  if (text.search(CONTROLS) === -1) return text;
  return text.replaceAll(SEQUENCES, '').replaceAll(CONTROLS, picture);
}

/** Whether a value is made of members alone: not a date, nor anything else that has a class. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [plain(name), plainValue(member)]));
}

/** A view in which every text is plain, however deep it is. */
export const plainly = <T>(value: T): T => plainValue(value) as T;

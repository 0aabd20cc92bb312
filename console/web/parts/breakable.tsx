/** A name that may go on in the next line where a reader would break it: after a dot, before a capital. */
export function Breakable({ text }: { readonly text: string }) {
  return <>{text.split(/(?<=\.)|(?<=[a-z])(?=[A-Z])/).map((piece, index) => [index === 0 ? null : <wbr />, piece])}</>;
}

/** Text without what neither XML nor HTML can hold. */

/** Without the control characters that neither HTML nor XML allows. */
export function printable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, (character) =>
    character.codePointAt(0)! > 0xffff ? character : '\ufffd',
  );
}

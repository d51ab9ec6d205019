/** Bytes that structure JSON: one byte each in UTF-8, and never part of another character. */
export const QUOTE_BYTE = 34;
export const BACKSLASH_BYTE = 92;
export const COLON_BYTE = 58;
export const COMMA_BYTE = 44;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;
export const OPEN_ARRAY = 91;
export const CLOSE_ARRAY = 93;
export const LINE_FEED = 10;

/** True for the four bytes that JSON allows between its tokens. */
export const isJsonSpace = (byte: number): boolean => byte === 32 || byte === LINE_FEED || byte === 13 || byte === 9;

/** Reads a page of a list from its bytes as they come, in whatever form they are sent. */
export interface PageReader {
  /** Takes the next bytes. @throws {BrokenList} when they cannot be part of the list. */
  push(chunk: Buffer): void;
  /**
   * Returns the token of the next page; undefined after the last one. To be called after all bytes.
   *
   * @throws {BrokenList} when the page is not whole, or is of another kind.
   */
  end(): string | undefined;
}

/** What is done with the parts of a page. */
export interface PageHandlers {
  /** Takes an object, parsed. */
  item(object: object): void;
  /** Takes the token of the next page, as soon as it has come. */
  token(next: string): void;
}

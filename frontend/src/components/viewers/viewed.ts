/** What a viewer is to show. It knows nothing of the library. */
export interface Viewed {
  /** The same as long as the bytes are the same. */
  id: string;
  /** Where the bytes are. */
  source: string;
  name: string;
  /** Told from the bytes by the host. */
  type: string;
  size: number;
}

export interface ViewerProps {
  file: Viewed;
  /** It can't be shown; the sentence says why, where there is more to say than that. */
  onFail: (why: string) => void;
}

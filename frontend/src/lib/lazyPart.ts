import type { ComponentType } from "react";
import { createElement, lazy } from "react";

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>;

const failed = new Set<() => void>();

/** As React.lazy, which keeps a failure for good; after `renewParts` this one is fetched again. */
export function lazyPart<Props extends object>(load: Load<Props>): ComponentType<Props> {
  let Part = lazy(fetchPart);

  async function fetchPart() {
    try {
      return await load();
    } catch (error) {
      failed.add(() => {
        Part = lazy(fetchPart);
      });
      throw error;
    }
  }

  return function Fetched(props: Props) {
    return createElement(Part as ComponentType<Props>, props);
  };
}

/** Not as soon as one fails: React would ask for the new one before it shows the failure, without an end. */
export function renewParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}

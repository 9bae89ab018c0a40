import { expect, it } from "vitest";

import { suggestedPassword } from "./passwords";

it("suggests a password that can be read aloud, another each time", () => {
  expect(suggestedPassword()).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
  expect(suggestedPassword()).not.toBe(suggestedPassword());
});

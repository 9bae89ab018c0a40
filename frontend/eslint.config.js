import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

// app → pages → features → what is shared; never from one feature to another. All imports from outside a
// folder begin with "@/", so that the address says where a thing lives.
const forbid = (message, ...group) => ({ "no-restricted-imports": ["error", { patterns: [{ group, message }] }] });
const UPWARDS = ["@/app/**", "@/pages/**"];
const boundaries = [
  { files: ["src/pages/**"], rules: forbid("A page knows features and what is shared.", "@/app/**", "../**") },
  {
    files: ["src/features/**"],
    rules: forbid("A feature knows itself and what is shared.", ...UPWARDS, "@/features/**", "../**"),
  },
  {
    files: ["components", "api", "hooks", "lib"].map((folder) => `src/${folder}/**`),
    rules: forbid("What is shared knows nobody above it.", ...UPWARDS, "@/features/**"),
  },
];

export default tseslint.config(
  { ignores: ["node_modules", "coverage", "playwright-report", "test-results", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "react-hooks": reactHooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // `error["detail"]` is what noPropertyAccessFromIndexSignature would ask for.
      "@typescript-eslint/dot-notation": "off",
      "no-console": "error",
      eqeqeq: "error",
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["**/*.tsx"], extends: [jsxA11y.flatConfigs.strict] },
  ...boundaries,
  { files: ["**/*.test.{ts,tsx}", "e2e/**"], rules: { "max-lines-per-function": "off" } },
  { files: ["scripts/**", "e2e/**/*.mjs", "*.{js,ts}"], languageOptions: { globals: globals.node } },
);

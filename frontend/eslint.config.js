import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "test-results", "playwright-report", "src/api/schema.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked, jsxA11y.flatConfigs.strict],
    plugins: { "react-hooks": reactHooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // Guillemets hold their words with no-break spaces.
      "no-irregular-whitespace": ["error", { skipJSXText: true, skipTemplates: true }],
      "jsx-a11y/no-noninteractive-element-to-interactive-role": ["error", { table: ["grid"], td: ["gridcell"] }],
      "jsx-a11y/no-noninteractive-tabindex": ["error", { roles: ["region", "gridcell", "tabpanel"], tags: [] }],
    },
  },
  {
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^_" }] },
    files: ["build/**", "browser/*.mjs", "*.js"],
    languageOptions: { globals: { structuredClone: "readonly", process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" } },
  },
  {
    files: ["public/**"],
    languageOptions: { globals: { document: "readonly", localStorage: "readonly" } },
  },
);
